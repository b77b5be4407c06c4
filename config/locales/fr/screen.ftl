### Private looks, the bot's own conversation, records of one's own. How a text is changed: docs/languages.md.

## What a look found

screen-flagged = Ceci peut contenir de la nudité ou un contenu sexuel.
screen-clean = Je n'ai rien trouvé de ce que je cherche. Un logiciel peut passer à côté de quelque chose.
screen-partly = Je n'ai pas pu tout regarder.
screen-line-explicit = { $name } : on y voit peut-être **{ $label }**
screen-line-suspect = { $name } : on y voit peut-être **{ $label }**, mais j'en suis moins sûr
screen-line-clean = { $name } : rien trouvé
screen-line-unscreened = { $name } : pas regardé.
screen-frames = { $seen } images sur { $frames } regardées
screen-more = … et { $count } de plus
screen-copies = { $copies ->
    [one] L'image ci-dessous est une copie méconnaissable, faite ici.
   *[other] Les images ci-dessous sont des copies méconnaissables, faites ici.
}
screen-next = Tu n'as pas à le regarder, et tu ne dois de réponse à personne. Si quelqu'un dessus a peut-être moins de 18 ans, appuie d'abord sur ce bouton.
screen-foot = Toi seul·e vois ceci. L'image n'est pas gardée, et personne n'a été prévenu.
screen-foot-conversation = Cette conversation reste entre toi et moi. L'image n'est pas gardée, et personne n'a été prévenu.
screen-consented = Tu as permis à cette personne de t'envoyer de telles images : il n'y a donc ni copie ni trace. Toi seul·e vois ceci.
screen-own-flagged = Sur un serveur avec ce bot, ce sera peut-être retiré. Pour qui ne l'a pas demandé, cela peut être un choc.
screen-busy = Je suis encore sur ta demande d'avant, ou tu as demandé très souvent. Réessaie dans quelques minutes.
screen-none = Ce message ne montre aucune image ni vidéo que je puisse regarder. L'aide est là quand même.
screen-none-preview = L'aperçu du lien n'est pas encore là. Réessaie dans un instant.
screen-none-forward = Discord ne m'a pas transmis ce que montre ce transfert, je ne peux donc pas le regarder. L'aide est là quand même.
screen-hello =
    {""}**Bonjour.** Je suis un bot, et personne ne lit ici. Tu n'as rien à me montrer.
    Si on t'a envoyé quelque chose que tu ne voulais pas : ouvre le menu de ce message, puis « Applications », puis « { command-screen-image.name } » ou « { command-get-help-with-this.name } ». Toi seul·e vois la réponse. Pour cela, ajoute-moi d'abord à ton compte.
    De l'aide sans aucune image : `/{ command-help-me.name }`

screen-why-too_large = Le fichier est trop gros.
screen-why-timeout = Cela a pris trop de temps.
screen-why-undecodable = Le fichier est abîmé, ou n'est ni une image ni une vidéo.
screen-why-unsupported = Je ne peux pas regarder ce genre de fichier.
screen-why-fetch_failed = Discord ne m'a pas donné le fichier ; son lien a peut-être expiré. Utilise encore une fois la commande sur le message.
screen-why-overloaded = Il y a trop à faire en ce moment. Réessaie dans quelques minutes.
screen-why-crashed = Le programme qui le regarde a abandonné.

screen-name-attachment = Un fichier
screen-name-embed = L'aperçu d'un lien
screen-name-forward = Une image transférée
screen-name-sticker = Un autocollant
screen-name-emoji = Un émoji
screen-name-component = Une image dans le message
screen-name-avatar = La photo de profil

## Records of one's own

button-keep-private = Garder une trace pour moi
button-erase-private = Effacer cette trace
private-kept = **Gardé : c'est ta trace { $number }.** Elle dit qui a envoyé quel genre de fichier, quand et où, avec ses empreintes. L'image n'y est pas. Personne d'autre ne la voit. Pour la voir, l'emporter ou l'effacer : `/{ command-privacy.name } { command-privacy-records.name }`. Elle est gardée jusqu'au { $day }.
private-full = Tu gardes déjà autant de traces qu'il y a de place. Effaces-en d'abord une : `/{ command-privacy.name } { command-privacy-records.name }`.
private-forgotten = Je ne sais plus ce que j'ai vu là, car rien n'en est gardé sans que tu le dises. Utilise encore une fois la commande sur le message, puis appuie dans les 15 minutes.
private-unknown = Tu ne gardes pas de trace { $number }.
private-none = Tu ne gardes aucune trace.
private-handed = Ce fichier est pour toi, et pour qui tu veux. La trace est gardée jusqu'au { $day }.
private-erased = La trace { $number } est effacée.
private-line = **Trace { $number }** · envoyé le { $day } par { $sender } · { $link }
private-list-foot = Pour en avoir une en PDF ou l'effacer, donne son numéro. Personne d'autre ne voit ceci.

## Commands, as Discord lists them

command-screen-image =
    .name = Analyser l'image
command-screen =
    .name = analyser
    .description = Fais regarder un de tes fichiers avant de le publier, en privé
command-screen-file =
    .name = fichier
    .description = L'image ou la vidéo ; personne d'autre ne la voit, et elle n'est pas gardée
command-privacy-records =
    .name = traces
    .description = Les traces que tu gardes pour toi
command-privacy-records-number =
    .name = numéro
    .description = L'une d'elles : en PDF, et pour l'effacer
