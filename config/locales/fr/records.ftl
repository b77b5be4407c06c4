### Ce que lisent les membres sur les traces et les contestations. Comment on change un texte : docs/languages.md.

## A record of one's own

go-record = Garder une trace pour moi
go-withdraw = Oublier ma demande
record-head = **Ta trace du dossier { $case }**
record-receipt = • Le **reçu** peut montrer plus tard que rien n'a été changé dans le dossier.
record-report = • Le **rapport** est pour la police, si tu veux y aller. Il ne parle pas d'autres personnes.
record-ids = Message : { $link }
    Compte qui l'a envoyé : `{ $sender }`
record-unsigned = Aucun reçu ne peut être fait pour l'instant. Appuie de nouveau plus tard.
record-until = Le serveur garde ce dossier jusqu'au { $day }.
record-held = Le serveur garde ce dossier jusqu'à nouvel ordre.
record-later = Ces fichiers sont pour toi et ne contiennent pas d'image. `/{ command-my-records.name }` montre où en est le dossier. Les modérateurs n'apprennent pas qui a demandé, et tu peux revenir là-dessus à tout moment.
record-withdrawn = C'est fait. Ce dossier n'est plus lié à toi. Le dossier reste tel quel, et tes fichiers aussi.
record-not-yours = Une trace est pour les personnes qui peuvent voir le salon où c'était publié.
record-gone = Ce dossier n'existe plus.

records-none = Tu n'as demandé de trace d'aucun dossier.
records-head = **Dossiers dont tu veux des nouvelles**
records-appeals = **Tes contestations**
records-menu = Oublier ma demande pour…
records-option = Dossier { $case } · { $server }
standing-open = en cours d'examen
standing-upheld = examiné : décision maintenue
standing-overturned = examiné : décision annulée
standing-expired = effacé à la fin de son délai
standing-erased = effacé

command-my-records =
    .name = mes-dossiers
    .description = Où en sont les dossiers dont tu veux des nouvelles
command-flashguard-export =
    .name = rapport
    .description = Le rapport d'un dossier en fichier privé, sans image
command-flashguard-export-case =
    .name = dossier
    .description = Le numéro dans l'avis et dans la note des modérateurs
command-flashguard-export-format =
    .name = type-de-fichier
    .description = pdf et html pour lire, json et case pour les programmes

## The sender's appeal

button-why-hidden = Pourquoi est-ce masqué ?
button-appeal = Contester
appeal-how = Si tu penses que c'est une erreur, appuie sur **Contester**. Un modérateur est alors prié de revoir le dossier. C'est possible une fois, jusqu'au { $day }.
appeal-yours = Ta contestation
appeal-stands-open = Ta contestation est chez les modérateurs. Ils n'ont pas encore décidé.
appeal-stands-upheld = Un modérateur a revu le dossier. La décision est maintenue.
appeal-stands-overturned = Un modérateur a revu le dossier. C'était une erreur.
appeal-overturned = Un modérateur a déjà revu le dossier. C'était une erreur, il n'y a plus rien à contester.
appeal-late = Le délai pour contester est passé.
appeal-already = Tu as déjà contesté ce dossier. Le deuxième bouton de l'avis ou `/{ command-my-records.name }` te montre où cela en est.
appeal-not-yours = Seule la personne qui l'a publié peut contester.

appeal-form = Contester le dossier { $case }
appeal-reason = Pourquoi est-ce une erreur selon toi ?
appeal-reason-more = Avec tes propres mots. Tu n'as pas à décrire l'image.
appeal-picture = L'image à nouveau, seulement si tu veux
appeal-picture-more = Un logiciel la compare puis l'oublie. Jamais si quelqu'un peut y avoir moins de 18 ans.
appeal-empty = Écris pourquoi tu penses que c'est une erreur. Rien n'a été envoyé.
appeal-sent = Ta contestation est chez les modérateurs. Appuie plus tard sur le même bouton, ou utilise `/{ command-my-records.name }`, pour voir ce qu'ils décident.
appeal-kept = Ta contestation est enregistrée. Les modérateurs n'ont pas pu être prévenus à l'instant ; le bot réessaie. Tu peux aussi donner ton numéro de dossier à l'un d'eux.
