### Lo que leen los miembros sobre constancias y reclamaciones. Cómo se cambia un texto: docs/languages.md.

## A record of one's own

go-record = Guardar constancia para mí
go-withdraw = Olvidar que lo pedí
record-head = **Tu constancia del caso { $case }**
record-receipt = • El **recibo** puede mostrar más tarde que no se cambió nada de lo registrado.
record-report = • El **informe** es para la policía, si quieres acudir a ella. No incluye a otras personas.
record-ids = Mensaje: { $link }
    Cuenta que lo envió: `{ $sender }`
record-unsigned = Ahora mismo no se puede hacer un recibo. Vuelve a pulsar más tarde.
record-until = El servidor guarda este caso hasta el { $day }.
record-held = El servidor guarda este caso hasta nuevo aviso.
record-later = Estos archivos son solo para ti y no contienen ninguna imagen. `/{ command-my-records.name }` muestra cómo va el caso. Los moderadores no se enteran de quién lo pidió, y puedes retirarlo cuando quieras.
record-withdrawn = Hecho. Este caso ya no está ligado a ti. El caso sigue como está, y los archivos que tienes también.
record-not-yours = La constancia es para quienes pueden ver el canal donde se publicó esto.
record-gone = Este caso ya no existe.

records-none = No has pedido constancia de ningún caso.
records-head = **Casos de los que quieres saber**
records-appeals = **Tus reclamaciones**
records-menu = Olvidar que pedí constancia de…
records-option = Caso { $case } · { $server }
standing-open = en revisión
standing-upheld = revisado: se mantiene
standing-overturned = revisado: se anuló
standing-expired = borrado al cumplirse su plazo
standing-erased = borrado

command-my-records =
    .name = mis-casos
    .description = Cómo van los casos de los que quieres saber
command-flashguard-export =
    .name = informe
    .description = El informe de un caso como archivo privado, sin imagen
command-flashguard-export-case =
    .name = caso
    .description = El número que está en el aviso y en la nota de los moderadores
command-flashguard-export-format =
    .name = formato
    .description = pdf y html para leer, json y case para programas

## The sender's appeal

button-why-hidden = ¿Por qué se ocultó?
button-appeal = Reclamar
appeal-how = Si crees que es un error, pulsa **Reclamar**. Se pedirá a un moderador que vuelva a mirar el caso. Puedes hacerlo una vez, hasta el { $day }.
appeal-yours = Tu reclamación
appeal-stands-open = Tu reclamación está con los moderadores. Aún no han decidido.
appeal-stands-upheld = Un moderador volvió a mirar el caso. La decisión se mantiene.
appeal-stands-overturned = Un moderador volvió a mirar el caso. Fue un error.
appeal-overturned = Un moderador ya miró el caso. Fue un error, así que no queda nada que reclamar.
appeal-late = El plazo para reclamar ha pasado.
appeal-already = Ya reclamaste por este caso. El segundo botón del aviso o `/{ command-my-records.name }` te muestra cómo va.
appeal-not-yours = Solo puede reclamar quien lo publicó.

appeal-form = Reclamación por el caso { $case }
appeal-reason = ¿Por qué crees que es un error?
appeal-reason-more = Con tus propias palabras. No tienes que describir la imagen.
appeal-picture = La imagen otra vez, solo si quieres
appeal-picture-more = Un programa la compara y la olvida. Nunca si alguien en ella puede ser menor de 18.
appeal-empty = Escribe por qué crees que es un error. No se envió nada.
appeal-sent = Tu reclamación está con los moderadores. Pulsa el mismo botón más tarde, o usa `/{ command-my-records.name }`, para ver qué deciden.
appeal-kept = Tu reclamación quedó registrada. No se pudo avisar ahora a los moderadores; el bot lo intenta de nuevo. También puedes dar tu número de caso a uno de ellos.
