### Lo que leen los miembros sobre sus propios datos. Cómo se cambia un texto: docs/languages.md.

privacy-all = Esto es todo lo que hay registrado sobre ti, en todos los servidores en los que estoy. Es solo para ti. Guarda el archivo en un lugar seguro.
privacy-nothing = No hay nada registrado sobre ti. El archivo lo dice en un formato para máquinas.
privacy-busy = Estoy haciendo una copia para otra persona. Vuelve a intentarlo en un minuto.
privacy-too-much = Lo que hay registrado sobre ti no cabe en un mensaje. Pídeselo a quien gestiona este bot (mira su política de privacidad).
privacy-failed = No ha funcionado; el motivo está en el registro del bot. Vuelve a intentarlo más tarde.
privacy-would =
    {""}**Lo que borraría ahora, en todos los servidores en los que estoy**
    • Donde te respondieron, te mencionaron o te nombraron junto a una imagen: tu identificador pasa a ser un número al azar.
    • Lo que hiciste en la moderación: tu identificador pasa a ser un número al azar.
    • Las constancias que pediste ya no están ligadas a ti, y lo que escribiste en tus reclamaciones se quita del registro.
    • Los casos sobre ti que un moderador anuló: se borran.

    {""}**Lo que se queda, y por qué**
    • Otros casos de imágenes que publicaste se quedan hasta que se cumpla su plazo: quienes recibieron la imagen pueden necesitarlos. Si crees que es un error, pregunta a quien gestiona este bot (mira su política de privacidad), o pide a un moderador que revise el caso.
    • Los casos que se guardan para una autoridad se quedan como están.

    Esto no se puede deshacer.
go-erase = Borrar mis datos
privacy-done = Ya no tienen tus datos estos casos: { $cases }, ni estas notas sobre el trabajo de moderación: { $steps }.
privacy-kept = Casos de imágenes que publicaste y que se quedan hasta que se cumpla su plazo: { $cases }. `/{ command-privacy.name } { command-privacy-export.name }` los muestra.
privacy-held = Casos que se guardan para una autoridad y se quedan como están: { $cases }.
