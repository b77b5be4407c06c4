### Lo que leen los miembros sobre los filtros: canales en los que las imágenes se revisan antes de que nadie las vea.

## The form

share-title = Compartir imágenes
share-files = Imágenes, hasta diez
share-files-hint = Primero se revisan. Antes no las ve nadie más.
share-text = Texto (puedes dejarlo en blanco)

## What becomes of it

share-no-gate = Este canal no tiene filtro: publica tu imagen aquí como siempre.
share-none = No había ninguna imagen. Elige al menos una, por favor.
share-busy = Todavía estoy revisando lo que compartiste antes. Inténtalo de nuevo cuando termine.
share-timeout = Estás en un aislamiento temporal, así que no se publicó nada. Cuando termine podrás volver a compartir.
share-may-not = Aquí no puedes escribir, así que no se publicó nada.
share-locked = Este hilo está bloqueado, así que no se publicó nada.
share-slow = Aquí está activado el modo pausado. Podrás volver a compartir { $when }. No se publicó nada.
share-too-large = **{ $file }** es demasiado grande: Discord me deja publicar aquí archivos de hasta { $limit } MiB. No se publicó nada; elige uno más pequeño, por favor.
share-done = Publicado para todos aquí, con tu nombre: { $link }
share-failed = No ha funcionado y no se publicó nada. Inténtalo de nuevo en un minuto, por favor.
share-webhook-right = No se publicó nada: me falta **Gestionar webhooks** en este canal. Avisa a un moderador, por favor.
share-webhook-full = No se publicó nada: este canal tiene todos los webhooks que Discord permite. Avisa a un moderador, por favor, para que borre uno.

## What was not posted

share-held = {""}**No se publicó nada.** Este mensaje solo lo ves tú.
share-file-flagged = • **{ $file }** puede contener desnudez o contenido sexual. El programa señaló algo que se parece a **{ $label }**.
share-file-unread = • **{ $file }** no es una imagen que yo pueda leer. Guárdala como JPEG o PNG y compártela de nuevo, por favor.
share-file-large = • **{ $file }** es demasiado grande para revisarla. Elige una más pequeña, por favor.
share-file-expired = • **{ $file }** ya no se pudo descargar. Elígela de nuevo, por favor.
share-file-later = • **{ $file }** no se pudo revisar hasta el final. Inténtalo de nuevo en un minuto, por favor.
share-kept = Nadie la ha mirado, no se guarda nada de ella y no se avisa a nadie. El programa puede equivocarse: si crees que es así, habla con los moderadores. Por favor, no les envíes la imagen.

## Taking it back

button-unshare = Volver a borrarla
unshare-done = Borrada. Aquí ya no la ve nadie.
unshare-gone = Ya no está ahí.
unshare-failed = Discord no me dejó borrarla ahora. Inténtalo de nuevo o avisa a un moderador, por favor.

## Commands, as Discord lists them

command-share =
    .name = compartir
    .description = Publica imágenes en un canal con filtro: se revisan antes de que nadie las vea
command-flashguard-gate =
    .name = filtro
    .description = Un canal en el que las imágenes se revisan antes de que nadie las vea
command-flashguard-gate-channel =
    .name = canal
    .description = El canal; sus hilos también quedan tras el filtro
command-flashguard-gate-state =
    .name = estado
    .description = On cierra el filtro; off lo abre y devuelve todos los permisos
command-flashguard-gates =
    .name = filtros
    .description = Qué canales tienen filtro
command-who-shared-this =
    .name = Quién compartió esto
