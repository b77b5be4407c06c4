### O que os membros leem sobre seus próprios dados. Como se muda um texto: docs/languages.md.

privacy-all = Isto é tudo o que está registrado sobre você, em todos os servidores em que estou. É só para você. Guarde o arquivo em um lugar seguro.
privacy-nothing = Não há nada registrado sobre você. O arquivo diz isso em um formato para máquinas.
privacy-busy = Estou fazendo uma cópia para outra pessoa agora. Tente de novo em um minuto.
privacy-too-much = O que está registrado sobre você não cabe em uma mensagem. Peça a quem opera este bot (veja a política de privacidade).
privacy-failed = Não deu certo; o motivo está no registro do bot. Tente de novo mais tarde.
privacy-would =
    {""}**O que eu apagaria agora, em todos os servidores em que estou**
    • Onde responderam a você ou mencionaram ou citaram você ao lado de uma imagem: seu ID vira um número aleatório.
    • O que você fez na moderação: seu ID vira um número aleatório.
    • Os registros que você pediu não ficam mais ligados a você, e o que você escreveu em contestações sai do registro.
    • Casos sobre você que a moderação reverteu: apagados.

    {""}**O que fica, e por quê**
    • Outros casos de imagens que você publicou ficam até o fim do prazo: quem recebeu a imagem pode precisar deles. Se você acha que isso está errado, fale com quem opera este bot (veja a política de privacidade), ou peça à moderação que reveja o caso.
    • Casos guardados para uma autoridade ficam como estão.

    Não dá para desfazer.
go-erase = Apagar meus dados
privacy-done = Seus dados não estão mais nestes casos: { $cases }, nem nestas notas sobre o trabalho da moderação: { $steps }.
privacy-kept = Casos de imagens que você publicou e que ficam até o fim do prazo: { $cases }. `/{ command-privacy.name } { command-privacy-export.name }` mostra quais são.
privacy-held = Casos guardados para uma autoridade, que ficam como estão: { $cases }.
