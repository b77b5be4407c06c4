### Private looks, the bot's own conversation, records of one's own. How a text is changed: docs/languages.md.

## What a look found

screen-flagged = Esto puede contener desnudez o contenido sexual.
screen-clean = No he encontrado nada de lo que busco. Un programa puede pasar cosas por alto.
screen-partly = No he podido mirarlo todo.
screen-line-explicit = { $name }: puede contener **{ $label }**
screen-line-suspect = { $name }: puede contener **{ $label }**, pero estoy menos seguro
screen-line-clean = { $name }: nada encontrado
screen-line-unscreened = { $name }: sin mirar.
screen-frames = { $seen } de { $frames } fotogramas mirados
screen-more = … y { $count } más
screen-copies = { $copies ->
    [one] La imagen de abajo es una copia irreconocible, hecha aquí.
   *[other] Las imágenes de abajo son copias irreconocibles, hechas aquí.
}
screen-next = No tienes que mirarlo y no le debes respuesta a nadie. Si alguien que aparece puede ser menor de 18, pulsa primero ese botón.
screen-foot = Solo tú ves esto. La imagen no se guarda y nadie se ha enterado.
screen-foot-conversation = Esta conversación queda entre tú y yo. La imagen no se guarda y nadie se ha enterado.
screen-consented = Permitiste a esta persona que te enviara imágenes así, por eso no hay copia ni registro. Solo tú ves esto.
screen-own-flagged = En un servidor con este bot puede que se retire. A quien no lo ha pedido puede impactarle.
screen-busy = Todavía estoy con lo que pediste antes, o has preguntado muchas veces. Inténtalo de nuevo en unos minutos.
screen-none = Este mensaje no muestra ninguna imagen ni vídeo que yo pueda mirar. La ayuda está ahí de todos modos.
screen-none-preview = La vista previa del enlace aún no está. Inténtalo de nuevo en un momento.
screen-none-forward = Discord no me ha pasado lo que muestra este reenvío, así que no puedo mirarlo. La ayuda está ahí de todos modos.
screen-hello =
    {""}**Hola.** Soy un bot y aquí no lee ninguna persona. No tienes que enseñarme nada.
    Si te han enviado algo que no querías: abre el menú de ese mensaje, luego «Aplicaciones» y luego «{ command-screen-image.name }» o «{ command-get-help-with-this.name }». Solo tú ves la respuesta. Para eso, añádeme antes a tu cuenta.
    Ayuda sin ninguna imagen: `/{ command-help-me.name }`

screen-why-too_large = Es demasiado grande.
screen-why-timeout = Ha tardado demasiado.
screen-why-undecodable = El archivo está dañado, o no es una imagen ni un vídeo.
screen-why-unsupported = No puedo mirar archivos de este tipo.
screen-why-fetch_failed = Discord no me ha dado el archivo; puede que su enlace haya caducado. Usa el comando otra vez en el mensaje.
screen-why-overloaded = Ahora mismo hay demasiado trabajo. Inténtalo de nuevo en unos minutos.
screen-why-crashed = El programa que lo mira se ha rendido.

screen-name-attachment = Un archivo
screen-name-embed = La vista previa de un enlace
screen-name-forward = Una imagen reenviada
screen-name-sticker = Una pegatina
screen-name-emoji = Un emoji
screen-name-component = Una imagen del mensaje
screen-name-avatar = La foto de quien lo envía

## Records of one's own

button-keep-private = Guardar un registro para mí
button-erase-private = Borrar este registro
private-kept = **Guardado como tu registro { $number }.** Dice quién envió qué tipo de archivo, cuándo y dónde, con sus huellas. La imagen no está en él. Nadie más lo ve. Para verlo, llevártelo o borrarlo: `/{ command-privacy.name } { command-privacy-records.name }`. Se guarda hasta el { $day }.
private-full = Ya guardas todos los registros que caben. Borra antes uno: `/{ command-privacy.name } { command-privacy-records.name }`.
private-forgotten = Ya no sé qué vi ahí, porque nada de eso se guarda sin que tú lo digas. Usa el comando otra vez en el mensaje y pulsa antes de 15 minutos.
private-unknown = No guardas ningún registro { $number }.
private-none = No guardas ningún registro.
private-handed = Este archivo es para ti y para quien tú quieras dárselo. El registro se guarda hasta el { $day }.
private-erased = El registro { $number } está borrado.
private-line = **Registro { $number }** · enviado el { $day } por { $sender } · { $link }
private-list-foot = Para tener uno en PDF o borrarlo, indica su número. Nadie más ve esto.

## Commands, as Discord lists them

command-screen-image =
    .name = Analizar imagen
command-screen =
    .name = analizar
    .description = Haz mirar un archivo tuyo antes de publicarlo, en privado
command-screen-file =
    .name = archivo
    .description = La imagen o el vídeo; nadie más lo ve y no se guarda
command-privacy-records =
    .name = registros
    .description = Los registros que guardas para ti
command-privacy-records-number =
    .name = número
    .description = Uno de ellos: en PDF, y para borrarlo
