### Cartas entre miembros, revisadas antes de llegar. Cómo cambiar o traducir un texto: docs/languages.md.

## Quien tiene un buzón

inbox-open = **Tu buzón está abierto**, y te he escrito. Las cartas llegan allí. Reviso primero cada una y no te muestro la imagen de nadie antes de que la pidas. Nadie se entera de que está abierto. Ciérralo cuando quieras con `/{ command-inbox.name } { command-inbox-close.name }`.
inbox-open-already = Tu buzón ya está abierto. Ciérralo cuando quieras con `/{ command-inbox.name } { command-inbox-close.name }`.
inbox-unreachable = Tu buzón no se abrió, porque Discord no me deja escribirte. Permite los mensajes directos de un servidor en el que estemos los dos, no me bloquees e inténtalo de nuevo.
inbox-welcome = **Tu buzón está abierto.** Las cartas llegan aquí, cada una revisada primero. Tú decides sobre cada una: verla, rechazarla, denunciarla o bloquear a quien la envía. No te escribo por ningún otro motivo. `/{ command-inbox.name } { command-inbox-close.name }` lo termina cuando quieras.
inbox-closed = **Tu buzón está cerrado.** Ya no te llegan cartas, y nadie se entera. Lo que ya llegó se queda hasta que lo rechaces.
inbox-closed-already = Tu buzón ya está cerrado.
inbox-blocked = **Hecho.** Las cartas de esa persona ya no te llegan. No se entera de ello.
inbox-blocked-already = Ya habías bloqueado a esa persona.
inbox-block-self = No puedes bloquearte a ti. Indica otra persona.
inbox-full = Has bloqueado a tantas personas como caben en la lista. Quita antes a una con `/{ command-inbox.name } { command-inbox-unblock.name }`.
inbox-unblocked = Las cartas de esa persona pueden llegarte otra vez mientras tu buzón esté abierto. No se entera de ello.
inbox-unblocked-not = No habías bloqueado a esa persona.
inbox-list = De quién no te llegan cartas
inbox-list-empty = No has bloqueado a nadie.

## Quien escribe una carta

letter-form = Escribir una carta
letter-form-text = Tu texto
letter-form-files = Imágenes y vídeos
letter-form-files-more = Hasta 10, revisados antes de enviar nada. 10 MiB cada uno, 25 MiB en total.
letter-sent = **Tu carta está en camino.** Si su buzón está abierto para ti, llega. Si llegó o no es cosa de la otra persona.
letter-warned-title = Antes de enviar nada
letter-warned-seen = Lo que señaló el programa
letter-warned-file = **{ $file }** puede mostrar { $label }.
letter-warned-law-title = La ley
letter-warned-law = Enviar una imagen así a alguien que no la pidió puede ser un delito.
letter-warned-on = Si sigues adelante
letter-warned-then = La persona ve tu nombre, tu texto y una vista previa irreconocible, y decide si mira. Si lo denuncia, el registro dice que leíste esto y seguiste adelante. Todavía no se ha enviado nada. Tienes 15 minutos para decidir.
letter-cancelled = Cancelada. No se envió nada, y nada de ella se guarda.
letter-run-out = Esta carta ya no espera, y con este botón no se envió nada. Si han pasado más de 15 minutos, escríbela otra vez con `/{ command-send.name }`.
letter-too-late = Salió antes de que pulsaras, y ya no se puede cancelar.
letter-refused-self = No puedes escribirte una carta a ti. Indica otra persona.
letter-refused-bot = Eso es un bot. Las cartas son para personas.
letter-refused-empty = No se envió nada: la carta estaba vacía. Escribe algo o añade una imagen.
letter-refused-too_long = No se envió nada: una carta puede tener 2000 caracteres. Acórtala y envíala otra vez.
letter-refused-too_many = No se envió nada: una carta puede tener 10 archivos. Quita algunos y envíala otra vez.
letter-refused-too_large = No se envió nada: un archivo puede tener 10 MiB, y todos juntos 25 MiB. Elige otros más pequeños o menos, y envíala otra vez.
letter-refused-pending = No se envió nada: ya hay cinco cartas tuyas esperando. Decide sobre una de ellas, o inténtalo de nuevo en 15 minutos.
letter-refused-a_day = No se envió nada: has escrito 20 cartas en 24 horas, y no pueden ser más. Inténtalo de nuevo mañana.
letter-refused-a_day_to_one = No se envió nada: has escrito a esta persona tres cartas en 24 horas. Dale tiempo, e inténtalo de nuevo mañana.
letter-refused-unscreened =
    {""}**No se envió nada**, porque no se pudieron revisar todos los archivos:
    { $files }
    Quítalos o elige otros, y envía la carta otra vez.
letter-refused-broken = No se envió nada: tu carta no se pudo recibir en este momento, y nada de ella se guarda. Inténtalo de nuevo en unos minutos.
letter-reason-too_large = es más grande de lo permitido
letter-reason-timeout = se acabó el tiempo previsto
letter-reason-undecodable = está dañado, o no es lo que dice ser
letter-reason-unsupported = no es una imagen o un vídeo que yo pueda mirar
letter-reason-fetch_failed = no se pudo descargar de Discord
letter-reason-overloaded = en este momento hay demasiado que revisar
letter-reason-crashed = la revisión terminó de forma inesperada
button-letter-go = Enviarla de todos modos
button-letter-cancel = Cancelar

## Quien recibe una carta

letter-title = Una carta de { $name }
letter-from = De parte de
letter-where = Enviada desde el servidor
letter-files = Imágenes y vídeos
letter-plain = { $files ->
    [one] Un archivo. Un programa lo miró y no señaló nada.
   *[other] { $files } archivos. Un programa los miró y no señaló nada.
}
letter-permitted = { $files ->
    [one] Un archivo. Has permitido a esta persona enviarte imágenes así sin difuminar.
   *[other] { $files } archivos. Has permitido a esta persona enviarte imágenes así sin difuminar.
}
letter-shielded = { $files ->
    [one] Un archivo. Puede contener desnudez o contenido sexual. No tienes que mirarlo, y no le debes una respuesta a nadie.
   *[other] { $files } archivos. Pueden contener desnudez o contenido sexual. No tienes que mirarlos, y no le debes una respuesta a nadie.
}
letter-copies = { $copies ->
    [one] La imagen adjunta es una copia irreconocible.
   *[other] Las imágenes adjuntas son copias irreconocibles.
}
letter-foot = Revisado por un programa, que puede equivocarse. Recibes cartas porque tu buzón está abierto.
button-letter-view = Ver
button-letter-view-once = Ver una vez
button-letter-decline = Rechazar
button-letter-report = Denunciar
button-letter-block = Bloquear
letter-view = Solo tú puedes ver esto.
letter-view-once = Solo tú puedes ver esto, y no se muestra otra vez.
letter-no-view-gone = Ya no se guarda nada de esta carta, así que no hay nada que mostrar.
letter-no-view-lapsed = Los archivos ya no están. Solo estuvieron en la subida de quien los envió, de donde se pueden tomar durante un día más o menos.
letter-no-view-seen = Ya lo viste una vez, y no se muestra otra vez.
letter-no-view-changed = Lo que hay allí ahora no es lo que se revisó, así que no se muestra.
letter-no-view-later = Los archivos no se pudieron descargar o revisar en este momento. Inténtalo de nuevo en un minuto.
letter-no-view-shielded = Mirado de nuevo, esto puede contener desnudez o contenido sexual. No tienes que mirarlo. Solo se muestra si pulsas «Ver una vez».
letter-declined = Rechazada. Nada de esta carta se guarda, y quien la envió no se entera.
letter-blocked = Hecho. Nada de esta carta se guarda, las cartas de esa persona ya no te llegan, y no se entera.
letter-block-gone = Ya no se guarda nada de esta carta, ni siquiera quién la envió. Para bloquear a alguien, usa `/{ command-inbox.name } { command-inbox-block.name }`.
letter-forgotten = Esta carta se borró, porque alguien en ella puede tener menos de 18 años. Aquí no se guarda nada de ella.
letter-report-ask =
    {""}**¿Avisamos a los moderadores de { $server }?**
    Entonces se abre un caso: quién envió esta carta y cuándo, qué señaló el programa, y si la persona fue advertida y siguió adelante. No tiene ninguna imagen. Te nombra como la persona que la recibió.
    O guarda todo eso como registro para ti. Nadie más lo ve.
letter-report-own = ¿Guardamos esto como registro para ti? Dice quién envió esta carta y cuándo, qué señaló el programa, y si la persona fue advertida y siguió adelante. No tiene ninguna imagen, y nadie más lo ve. No hay moderadores a los que avisar: la carta no se envió desde un servidor en el que estemos los dos.
button-letter-tell = Avisar a los moderadores
button-letter-keep = Guardar un registro para mí
letter-report-told = Los moderadores están avisados: **caso { $case }**. No tienes que hacer nada más.
letter-report-kept = **Guardado como tu propio registro { $number }.** No se avisó a nadie, y nadie más lo ve. `/{ command-privacy.name } { command-privacy-records.name }` muestra lo que guardas, y lo borra.
letter-report-failed = El **caso { $case }** queda guardado, pero desde aquí no se pudo avisar a los moderadores. Escribe a uno de ellos y dale ese número. No le envíes la imagen.
letter-report-gone = Ya no se guarda nada de esta carta, así que no se puede abrir un caso. Aún puedes denunciar el mensaje a Discord; «Obtener ayuda» muestra cómo.

## Comandos, como los muestra Discord

command-inbox =
    .name = buzón
    .description = Cartas para ti, revisadas antes de llegar
command-inbox-open =
    .name = abrir
    .description = Dejar que te escriban por este bot, hasta que lo cierres
command-inbox-close =
    .name = cerrar
    .description = No dejar que nadie te escriba por este bot
command-inbox-block =
    .name = bloquear
    .description = Que no te lleguen las cartas de una persona
command-inbox-block-person =
    .name = persona
    .description = De quién no quieres recibir cartas
command-inbox-unblock =
    .name = desbloquear
    .description = Dejar que te escriba otra vez alguien a quien bloqueaste
command-inbox-unblock-person =
    .name = persona
    .description = De quién pueden llegarte cartas otra vez
command-inbox-blocked =
    .name = bloqueados
    .description = De quién no te llegan cartas
command-send =
    .name = enviar
    .description = Escribir a alguien que tiene un buzón: se revisa antes de llegar
command-send-person =
    .name = persona
    .description = A quién quieres escribir
