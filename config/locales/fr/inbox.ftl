### Des lettres entre membres, examinées avant d'arriver. Comment changer ou traduire un texte : docs/languages.md.

## Qui a une boîte aux lettres

inbox-open = **Ta boîte aux lettres est ouverte**, et je t'ai écrit. Les lettres arrivent là. J'examine d'abord chacune, et je ne te montre aucune image avant que tu la demandes. Personne n'apprend qu'elle est ouverte. Tu peux la fermer à tout moment avec `/{ command-inbox.name } { command-inbox-close.name }`.
inbox-open-already = Ta boîte aux lettres est déjà ouverte. Tu peux la fermer à tout moment avec `/{ command-inbox.name } { command-inbox-close.name }`.
inbox-unreachable = Ta boîte aux lettres n'a pas été ouverte, car Discord ne me laisse pas t'écrire. Autorise les messages privés d'un serveur où nous sommes tous les deux, ne me bloque pas, et réessaie.
inbox-welcome = **Ta boîte aux lettres est ouverte.** Les lettres arrivent ici, chacune examinée d'abord. Pour chacune, c'est toi qui décides : la voir, la refuser, la signaler, ou bloquer la personne qui l'envoie. Je ne t'écris pour aucune autre raison. `/{ command-inbox.name } { command-inbox-close.name }` y met fin à tout moment.
inbox-closed = **Ta boîte aux lettres est fermée.** Plus aucune lettre ne t'arrive, et personne n'en est averti. Ce qui est déjà arrivé reste jusqu'à ce que tu le refuses.
inbox-closed-already = Ta boîte aux lettres est déjà fermée.
inbox-blocked = **C'est fait.** Les lettres de cette personne ne t'arrivent plus. Elle n'en est pas avertie.
inbox-blocked-already = Tu as déjà bloqué cette personne.
inbox-block-self = Tu ne peux pas te bloquer toi-même. Indique une autre personne.
inbox-full = Tu as bloqué autant de personnes que la liste peut en contenir. Retires-en d'abord une avec `/{ command-inbox.name } { command-inbox-unblock.name }`.
inbox-unblocked = Les lettres de cette personne peuvent de nouveau t'arriver tant que ta boîte est ouverte. Elle n'en est pas avertie.
inbox-unblocked-not = Tu n'as pas bloqué cette personne.
inbox-list = Les personnes dont les lettres ne t'arrivent pas
inbox-list-empty = Tu n'as bloqué personne.

## Qui écrit une lettre

letter-form = Écrire une lettre
letter-form-text = Ton texte
letter-form-files = Images et vidéos
letter-form-files-more = Jusqu'à 10, examinées avant tout envoi. 10 Mio chacune, 25 Mio en tout.
letter-sent = **Ta lettre est en route.** Si sa boîte t'est ouverte, elle arrive. Savoir si elle est arrivée appartient à l'autre personne.
letter-warned-title = Avant tout envoi
letter-warned-seen = Ce que le logiciel a signalé
letter-warned-file = **{ $file }** peut montrer : { $label }.
letter-warned-law-title = La loi
letter-warned-law = Envoyer une telle image à quelqu'un qui ne l'a pas demandée peut être une infraction.
letter-warned-on = Si tu continues
letter-warned-then = La personne voit ton nom, ton texte et un aperçu méconnaissable, et décide si elle regarde. Si elle la signale, le dossier dit que tu as lu ceci et que tu as continué. Rien n'a encore été envoyé. Tu as 15 minutes pour décider.
letter-cancelled = Annulé. Rien n'a été envoyé, et rien n'en est gardé.
letter-run-out = Cette lettre n'attend plus, et rien n'a été envoyé par ce bouton. Si plus de 15 minutes ont passé, écris-la de nouveau avec `/{ command-send.name }`.
letter-too-late = Elle est partie avant que tu appuies, et ne peut plus être annulée.
letter-refused-self = Tu ne peux pas t'écrire une lettre à toi-même. Indique une autre personne.
letter-refused-bot = C'est un bot. Les lettres sont pour les gens.
letter-refused-empty = Rien n'a été envoyé : la lettre était vide. Écris quelque chose, ou ajoute une image.
letter-refused-too_long = Rien n'a été envoyé : une lettre peut avoir 2 000 caractères. Raccourcis-la et renvoie-la.
letter-refused-too_many = Rien n'a été envoyé : une lettre peut avoir 10 fichiers. Enlèves-en, et renvoie-la.
letter-refused-too_large = Rien n'a été envoyé : un fichier peut avoir 10 Mio, et tous ensemble 25 Mio. Choisis-en de plus petits ou moins, et renvoie-la.
letter-refused-pending = Rien n'a été envoyé : cinq de tes lettres attendent déjà. Décide pour l'une d'elles, ou réessaie dans 15 minutes.
letter-refused-a_day = Rien n'a été envoyé : tu as écrit 20 lettres en 24 heures, il n'est pas possible d'en écrire plus. Réessaie demain.
letter-refused-a_day_to_one = Rien n'a été envoyé : tu as écrit trois lettres à cette personne en 24 heures. Laisse-lui du temps, et réessaie demain.
letter-refused-unscreened =
    {""}**Rien n'a été envoyé**, car tous les fichiers n'ont pas pu être examinés :
    { $files }
    Enlève-les ou choisis-en d'autres, et renvoie la lettre.
letter-refused-broken = Rien n'a été envoyé : ta lettre n'a pas pu être prise en charge pour l'instant, et rien n'en est gardé. Réessaie dans quelques minutes.
letter-reason-too_large = il dépasse la taille permise
letter-reason-timeout = le temps prévu est écoulé
letter-reason-undecodable = il est abîmé, ou n'est pas ce qu'il prétend être
letter-reason-unsupported = ce n'est pas une image ou une vidéo que je peux regarder
letter-reason-fetch_failed = il n'a pas pu être téléchargé depuis Discord
letter-reason-overloaded = il y a trop à examiner en ce moment
letter-reason-crashed = l'examen s'est arrêté de façon inattendue
button-letter-go = Envoyer quand même
button-letter-cancel = Annuler

## Qui reçoit une lettre

letter-title = Une lettre de { $name }
letter-from = De la part de
letter-where = Envoyée depuis le serveur
letter-files = Images et vidéos
letter-plain = { $files ->
    [one] Un fichier. Un logiciel l'a examiné et n'a rien signalé.
   *[other] { $files } fichiers. Un logiciel les a examinés et n'a rien signalé.
}
letter-permitted = { $files ->
    [one] Un fichier. Tu as autorisé cette personne à t'envoyer de telles images sans floutage.
   *[other] { $files } fichiers. Tu as autorisé cette personne à t'envoyer de telles images sans floutage.
}
letter-shielded = { $files ->
    [one] Un fichier. Il peut contenir de la nudité ou du contenu sexuel. Tu n'as pas à le regarder, et tu ne dois de réponse à personne.
   *[other] { $files } fichiers. Ils peuvent contenir de la nudité ou du contenu sexuel. Tu n'as pas à les regarder, et tu ne dois de réponse à personne.
}
letter-copies = { $copies ->
    [one] L'image jointe est une copie méconnaissable.
   *[other] Les images jointes sont des copies méconnaissables.
}
letter-foot = Examiné par un logiciel, qui peut se tromper. Tu reçois des lettres parce que ta boîte est ouverte.
button-letter-view = Voir
button-letter-view-once = Voir une fois
button-letter-decline = Refuser
button-letter-report = Signaler
button-letter-block = Bloquer
letter-view = Il n'y a que toi qui vois ceci.
letter-view-once = Il n'y a que toi qui vois ceci, et ce n'est pas montré de nouveau.
letter-no-view-gone = Plus rien de cette lettre n'est gardé : il n'y a rien à montrer.
letter-no-view-lapsed = Les fichiers ne sont plus là. Ils n'ont jamais été que dans l'envoi de l'autre personne, où l'on peut les chercher pendant environ un jour.
letter-no-view-seen = Tu as déjà vu ceci une fois, et ce n'est pas montré de nouveau.
letter-no-view-changed = Ce qui s'y trouve maintenant n'est pas ce qui a été examiné : ce n'est donc pas montré.
letter-no-view-later = Les fichiers n'ont pas pu être récupérés ou examinés pour l'instant. Réessaie dans une minute.
letter-no-view-shielded = Examiné de nouveau, ceci peut contenir de la nudité ou du contenu sexuel. Tu n'as pas à le regarder. Ce n'est montré que si tu appuies sur « Voir une fois ».
letter-declined = Refusée. Rien de cette lettre n'est gardé, et la personne qui l'a envoyée n'en est pas avertie.
letter-blocked = C'est fait. Rien de cette lettre n'est gardé, les lettres de cette personne ne t'arrivent plus, et elle n'en est pas avertie.
letter-block-gone = Plus rien de cette lettre n'est gardé, pas même qui l'a envoyée. Pour bloquer quelqu'un, utilise `/{ command-inbox.name } { command-inbox-block.name }`.
letter-forgotten = Cette lettre a été effacée, car quelqu'un y a peut-être moins de 18 ans. Rien n'en est gardé ici.
letter-report-ask =
    {""}**Faut-il prévenir les modérateurs de { $server } ?**
    Un dossier est alors ouvert : qui a envoyé cette lettre et quand, ce que le logiciel a signalé, et si la personne a été avertie et a continué. Il n'a pas d'image. Il te nomme comme la personne qui l'a reçue.
    Ou garde tout cela pour toi. Personne d'autre ne le voit.
letter-report-own = Faut-il garder ceci pour toi ? Il est noté qui a envoyé cette lettre et quand, ce que le logiciel a signalé, et si la personne a été avertie et a continué. Il n'y a pas d'image, et personne d'autre ne le voit. Il n'y a pas de modérateurs à prévenir : la lettre ne vient pas d'un serveur où nous sommes tous les deux.
button-letter-tell = Prévenir les modérateurs
button-letter-keep = Garder une trace pour moi
letter-report-told = Les modérateurs sont prévenus : **dossier { $case }**. Tu n'as rien d'autre à faire.
letter-report-kept = **Gardé comme ta trace personnelle { $number }.** Personne n'a été prévenu, et personne d'autre ne la voit. `/{ command-privacy.name } { command-privacy-records.name }` montre ce que tu gardes, et l'efface.
letter-report-failed = Le **dossier { $case }** est gardé, mais les modérateurs n'ont pas pu être prévenus d'ici. Écris à l'un d'eux en donnant ce numéro. Ne lui envoie pas l'image.
letter-report-gone = Plus rien de cette lettre n'est gardé : il n'est plus possible d'ouvrir un dossier. Tu peux toujours signaler le message à Discord ; « Obtenir de l'aide » montre comment.

## Commandes, comme Discord les affiche

command-inbox =
    .name = courrier
    .description = Des lettres pour toi, examinées avant d'arriver
command-inbox-open =
    .name = ouvrir
    .description = Laisser les gens t'écrire par ce bot, jusqu'à ce que tu fermes
command-inbox-close =
    .name = fermer
    .description = Ne plus laisser personne t'écrire par ce bot
command-inbox-block =
    .name = bloquer
    .description = Ne plus recevoir les lettres d'une personne
command-inbox-block-person =
    .name = personne
    .description = De qui tu ne veux plus recevoir de lettres
command-inbox-unblock =
    .name = débloquer
    .description = Laisser de nouveau t'écrire une personne que tu as bloquée
command-inbox-unblock-person =
    .name = personne
    .description = De qui tu veux bien recevoir de nouveau des lettres
command-inbox-blocked =
    .name = bloquées
    .description = Les personnes dont les lettres ne t'arrivent pas
command-send =
    .name = envoyer
    .description = Écrire à quelqu'un qui a une boîte : examiné avant d'arriver
command-send-person =
    .name = personne
    .description = À qui tu veux écrire
