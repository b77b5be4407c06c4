### Lo que leen los miembros. Cómo se cambia un texto: docs/languages.md.

## The public notice

notice-hidden = **Aquí se ocultó la vista previa de un enlace.** Lo que hay detrás puede contener desnudez o contenido sexual. El enlace sigue ahí: piénsalo bien antes de abrirlo.
notice-unscreened = **Aquí se eliminó una publicación.** No se pudo revisar una imagen que contenía.
notice-one = **Aquí se eliminó una imagen.** Puede contener desnudez o contenido sexual.
notice-many = **Aquí se eliminó una publicación con { $images } imágenes.** { $flagged } de ellas pueden contener desnudez o contenido sexual.
notice-copies = { $copies ->
    [one] La imagen de abajo es una copia irreconocible.
   *[other] Las imágenes de abajo son copias irreconocibles.
}
notice-foot = Revisado por un programa en el bot de este servidor. Puede equivocarse.
case-number = Caso { $case }
button-help = Obtener ayuda
button-why = ¿Por qué se eliminó?

## Why was this removed?

why-rule = Un programa revisa las imágenes de este servidor en busca de desnudez y contenido sexual, antes de que más personas tengan que verlas.
why-found = Aquí indicó algo que parece **{ $label }**.
why-kept = Nadie miró la imagen, y un programa puede equivocarse. La imagen no se guarda; se guarda quién publicó qué tipo de imagen, dónde y cuándo.
why-mistake = Si crees que es un error, díselo a los moderadores.
why-mistake-case = Si crees que es un error, di a los moderadores **caso { $case }**.
why-not-again = Por favor, no vuelvas a publicar la imagen para enseñarla.

sender-title = Sobre lo que publicaste
sender-what = Qué pasó
sender-what-text = El bot de este servidor retiró algo que publicaste. Puede contener desnudez o contenido sexual.
sender-what-hidden = El bot de este servidor ocultó la vista previa de un enlace que publicaste. Lo que hay detrás puede contener desnudez o contenido sexual.
sender-what-unscreened = El bot de este servidor retiró algo que publicaste porque no se pudo revisar.
sender-rule = La norma aquí
sender-rule-genitals = Aquí se retiran las imágenes que pueden mostrar genitales desnudos.
sender-rule-standard = Aquí se retiran las imágenes que pueden mostrar desnudez o contenido sexual.
sender-rule-strict = Aquí se retiran las imágenes que pueden mostrar desnudez o contenido sexual, también si está cubierto en parte.
sender-rule-nsfw = El bot no mira en los canales con restricción de edad.
sender-law = La ley donde está este servidor
sender-law-foot = Esto no dice nada de ti ni de lo que publicaste. A otros les toca decidir si una ley se aplica.
sender-mistake = Si es un error
sender-told = Nadie sabrá que has preguntado.

label-FEMALE_GENITALIA_COVERED = genitales femeninos cubiertos
label-FACE_FEMALE = la cara de una mujer
label-BUTTOCKS_EXPOSED = nalgas desnudas
label-FEMALE_BREAST_EXPOSED = un pecho femenino desnudo
label-FEMALE_GENITALIA_EXPOSED = genitales femeninos a la vista
label-MALE_BREAST_EXPOSED = un pecho masculino desnudo
label-ANUS_EXPOSED = un ano a la vista
label-FEET_EXPOSED = pies descalzos
label-BELLY_COVERED = un vientre cubierto
label-FEET_COVERED = pies cubiertos
label-ARMPITS_COVERED = axilas cubiertas
label-ARMPITS_EXPOSED = axilas desnudas
label-FACE_MALE = la cara de un hombre
label-BELLY_EXPOSED = un vientre desnudo
label-MALE_GENITALIA_EXPOSED = genitales masculinos a la vista
label-ANUS_COVERED = un ano cubierto
label-FEMALE_BREAST_COVERED = un pecho femenino cubierto
label-BUTTOCKS_COVERED = nalgas cubiertas

## The help panel

panel-start =
    {""}**No hiciste nada malo, y no debes respuesta a nadie.**
    Solo tú ves esto. Tómate tu tiempo. No se guarda nada de lo que elijas, salvo que lo pidas.

    {""}**¿Hay alguien en peligro ahora mismo?**
    {""}**¿Alguien en la imagen podría ser menor de 18 años, o lo eres tú?**

    Si es así, pulsa ese botón. Entonces hay otros pasos que van primero.
panel-what =
    {""}**¿Qué pasó?**
    Elige lo que mejor encaje. No tienes que describirlo, y nadie te pedirá la imagen.
panel-where =
    {""}**¿Dónde vives?**
    De eso depende qué ley y qué líneas de ayuda ves. No se adivina, y se olvida cuando cierras esto.
panel-closed = Cerrado. Nadie se enteró y no se guardó nada de esto. Puedes volver cuando quieras con `/{ command-help-me.name }`.
panel-what-menu = ¿Qué pasó?
panel-where-menu = ¿Dónde vives?
panel-where-more = Más lugares

go-danger = Alguien está en peligro
go-minor = Alguien puede ser menor de 18
go-on = Nada de eso: seguir
go-on-after = Seguir
go-back = Atrás
go-next = Siguiente
go-close = Ahora no
go-exit = Salida rápida
go-tell = Avisar a los moderadores
go-remember = Recordar dónde vivo
go-forget = Olvidar dónde vivo
go-me = Salgo yo en la imagen

what-unsolicited_image = Me enviaron una imagen sexual que no quería
what-image_shared = Se compartió una imagen íntima mía
what-threat_to_share = Amenazan con compartir una imagen mía
what-deepfake = Hicieron un desnudo falso o con IA de mí
what-taken_without_consent = Me tomaron imágenes a escondidas
what-flashing_images = Enviaron destellos para causar una crisis epiléptica
what-harmful_message = Amenazas, o me dicen que me haga daño
what-proximity_transfer = Llegó una imagen por AirDrop o Bluetooth
what-taken_without_consent-more = Bajo la ropa o por el escote, cámara oculta, al cambiarme
what-threat_to_share-more = También si quieren dinero o más imágenes

place-INTL = Otro lugar
place-EU = Unión Europea (otros países)
place-GB = Reino Unido
place-GB-EAW = Inglaterra y Gales
place-GB-ENG = Inglaterra
place-GB-WLS = Gales
place-GB-SCT = Escocia
place-GB-NIR = Irlanda del Norte
place-US = Estados Unidos (otros estados)
place-US-CA = Estados Unidos: California
place-US-TX = Estados Unidos: Texas
place-US-VA = Estados Unidos: Virginia

tell-ask =
    {""}**¿Avisamos a los moderadores?**
    Reciben { $about } y que alguien pide ayuda con eso. No reciben la imagen ni lo demás que elegiste aquí. Tú decides si saben tu nombre.
tell-about-case = el número de caso { $case }
tell-about-link = el enlace del mensaje
tell-with-name = Avisar, con mi nombre
tell-without-name = Avisar, sin mi nombre
tell-done = Los moderadores están avisados. No tienes que hacer nada más.
tell-already = Ya has avisado a los moderadores de esto.
tell-failed = No se pudo avisar a los moderadores desde aquí. Escribe a uno de ellos y dale { $about }. No le envíes la imagen.
tell-message-named = **{ $who } pide ayuda** con { $about }.
tell-message-unnamed = **Alguien pide ayuda** con { $about }. No quiere dar su nombre.
tell-message-foot = Por favor, revísenlo y avisen a Discord si hace falta. No pidan a nadie que envíe, muestre o describa la imagen.
tell-message-minor = Alguien en ella puede ser menor de 18 años. No la abran, guarden, copien ni reenvíen. Denúncienla a Discord como seguridad infantil.

remembered = Desde ahora verás primero { $place }. Puedes hacer que se olvide cuando quieras.
forgotten = Se ha olvidado dónde vives.

## The cards

card-steps = Primeros pasos
card-tell = A quién contarlo
card-help = Quién ayuda, y la ley
card-danger = Si alguien está en peligro
card-minor = Si alguien puede ser menor de 18 años
card-place = { $title } · { $place }
card-more = { $title } ({ $number })
disclaimer = Información general, no asesoramiento legal.
checked = Datos revisados por última vez el { $day }.

safe = Primero: ¿estás a salvo?
safe-call = Si tú u otra persona está en peligro, llama ya al **{ $number }**.
safe-call-local = Si tú u otra persona está en peligro, llama ya al número de emergencias de tu zona.
safe-fault = No hiciste nada malo. Haz tanto o tan poco de esto como quieras.
safe-numbers = Números de emergencia que hemos comprobado
safe-number = **{ $number }** · { $place }
safe-others = No hemos comprobado los números de otros lugares.
talk-now = Habla con alguien ahora

now = Qué puedes hacer ahora
now-unsolicited_image =
    • Aparta la vista. No tienes que volver a verla.
    • Apunta quién la envió y cuándo. Para eso no necesitas la imagen.
    • Después silencia o bloquea a esa persona.
now-image_shared =
    • Puedes pedir que se retire la imagen. La página siguiente dice cómo.
    • Apunta dónde la viste, para que se pueda encontrar.
    • No tienes que volver a mirarla.
now-threat_to_share =
    • Deja de responder. Puedes dejar sus mensajes donde están.
    • No pagues y no envíes más imágenes. Pagar suele traer más exigencias.
    • Conserva sus mensajes y el nombre de la cuenta.
    • No tienes la culpa, hayas enviado lo que hayas enviado.
now-deepfake =
    • Una imagen falsa se puede denunciar como una real. No importa que no seas tú.
    • Apunta dónde la viste, para que se pueda encontrar.
    • Puedes pedir que se retire. La página siguiente dice cómo.
now-taken_without_consent =
    • Ve a un lugar donde te sientas a salvo. Díselo al personal, si lo hay.
    • Apunta dónde fue, cuándo y qué aspecto tenía la persona.
    • No intentes quitarle el teléfono.
now-flashing_images =
    • Aparta la vista o tapa la pantalla.
    • Si alguien tiene una crisis, llama al número de emergencias y quédate a su lado.
    • Si tu aplicación puede parar las imágenes en movimiento, hazlo en sus ajustes.
now-harmful_message =
    • Lo que escriben habla de ellos. No es verdad porque lo escriban.
    • Si piensas en hacerte daño, habla con alguien ahora. Arriba dice con quién.
    • No les contestes. Conserva los mensajes.
now-proximity_transfer =
    • Si quien la envió puede estar cerca, ve con el personal o con otra gente.
    • Recházala o ciérrala. No tienes que mirarla.
    • Pon AirDrop, Quick Share o Bluetooth solo para contactos.

note = Apunta dónde estaba, no la imagen
note-harmful_message = Apunta lo que puedas
note-case = **Caso { $case }.** Este número representa el mensaje.
note-link = Enlace, que aún contiene los identificadores: { $link }
note-sent = Enviado el { $day } a las { $time } UTC.

reply = No debes respuesta a nadie
reply-text = Hoy no tienes que contestar, explicar ni decidir nada.

police = Cuéntaselo a la policía, si quieres
police-unknown = Tu policía local puede decirte cómo denunciar.
police-ask = Qué puedes pedir a la policía
rights = Qué más puedes pedir

takedown = Haz que se retire
takedown-of-me = Estos servicios son para la persona que sale en la imagen. Nadie te pide que les envíes la imagen.
discord = Avisa a Discord
discord-removed = Lo que se eliminó aquí ya no lo puedes denunciar tú. Pero los moderadores tienen sus identificadores. Dales el número de caso **{ $case }** y pídeles que denuncien a quien lo envió. No les envíes la imagen.
discord-still-there = ¿Sigue ahí el mensaje, o hay otros parecidos?
discord-there = ¿Sigue ahí el mensaje?
discord-who = Diles quién lo envió. No les envíes la imagen.
discord-help = Cómo denunciar a Discord
platform = Quién ayuda con las plataformas

support = Alguien con quien hablar
law = Qué dice la ley
law-specific = Aquí hay una ley sobre estas imágenes.
law-general = Estas leyes no son solo sobre estas imágenes. Puede que se apliquen.
law-contested = Se discute si la ley de aquí abarca estas imágenes. Puede ser esta.
law-other = Estas leyes pueden encajar con lo que pasó.
law-unknown = No tenemos datos comprobados sobre esto. La policía o un abogado pueden decirte más.
law-since = (desde: { $day })
law-penalty = Qué puede imponer un tribunal: { $penalty }.
law-decide = A la policía y a los tribunales les toca decidir si se aplica a lo que pasó.
law-read = Leer la ley ({ $host })

minor-fault = No es culpa tuya que te la enviaran.
minor-fault-me = No es culpa tuya, hayas enviado lo que hayas enviado.
minor-leave = Deja la imagen como está
minor-nobody = Aquí nadie te la pedirá.
minor-help = Quién puede ayudar
minor-me = Si sales tú en la imagen
minor-me-device = Úsalo solo en el dispositivo que ya tiene la imagen. Nunca la descargues para esto.
minor-adult = No tienes que contestar a nadie. Si tienes menos de 18 años, cuéntalo a un adulto de confianza.
minor-forgotten = El bot ya no guarda ninguna huella de ella y retira su copia del canal.

## Errors

error-command = No ha funcionado; el motivo está en el registro del bot. Avisa a un moderador, por favor.
error-permission = Este comando es para quienes pueden gestionar mensajes.
error-case = No hay ningún caso { $case } en este servidor.

## Commands, as Discord lists them

command-help-me =
    .name = ayuda
    .description = Ayuda privada si te enviaron una imagen sexual que no querías
command-get-help-with-this =
    .name = Pedir ayuda con esto
command-flashguard =
    .name = flashguard
    .description = Para moderadores: casos, reglas y comprobaciones
command-flashguard-case =
    .name = caso
    .description = Muestra un caso por su número
command-flashguard-case-number =
    .name = número
    .description = El número del aviso y de la entrada de los moderadores
command-flashguard-gaps =
    .name = lagunas
    .description = Qué se publicó aquí que el bot no pudo revisar, y por qué
command-flashguard-scan =
    .name = revisar
    .description = Revisa lo publicado en el pasado: un canal o todo
command-flashguard-scan-channel =
    .name = canal
    .description = El canal con sus hilos; sin él, todo el servidor
command-flashguard-scan-since =
    .name = desde
    .description = Desde cuándo: 24h, 7d, 2026-11-20, el enlace de un mensaje o all; si no, 24 horas
command-privacy =
    .name = privacidad
    .description = Tus datos en el registro de este bot
command-privacy-export =
    .name = exportar
    .description = Una copia de todo lo que está registrado sobre ti
command-privacy-erase =
    .name = borrar
    .description = Borra tus datos del registro de este bot
