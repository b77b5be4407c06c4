### Ce que lisent les membres. Comment on change un texte : docs/languages.md.

## The public notice

notice-hidden = **L'aperçu d'un lien a été masqué ici.** La page vers laquelle il mène peut contenir de la nudité ou du contenu sexuel. Le lien est toujours là : réfléchis bien avant de l'ouvrir.
notice-unscreened = **Une publication a été retirée ici.** Une image qu'elle contenait n'a pas pu être examinée.
notice-one = **Une image a été retirée ici.** Elle peut contenir de la nudité ou du contenu sexuel.
notice-many = **Une publication avec { $images } images a été retirée ici.** { $flagged } d'entre elles peuvent contenir de la nudité ou du contenu sexuel.
notice-copies = { $copies ->
    [one] L'image ci-dessous est une copie méconnaissable.
   *[other] Les images ci-dessous sont des copies méconnaissables.
}
notice-foot = Examiné par un logiciel du bot de ce serveur. Il peut se tromper.
case-number = Dossier { $case }
button-help = Obtenir de l'aide
button-why = Pourquoi ce retrait ?

## Why was this removed?

why-rule = Sur ce serveur, un logiciel examine les images pour y repérer la nudité et le contenu sexuel, avant que d'autres personnes aient à les voir.
why-found = Ici, il a signalé ce qui ressemble à **{ $label }**.
why-kept = Personne n'a regardé l'image, et un logiciel peut se tromper. L'image n'est pas gardée ; il reste la trace de qui a publié quel type d'image, où et quand.
why-mistake = Si tu penses que c'est une erreur, dis-le aux modérateurs.
why-mistake-case = Si tu penses que c'est une erreur, donne aux modérateurs le **dossier { $case }**.
why-not-again = Merci de ne pas republier l'image pour la montrer.

sender-title = À propos de ta publication
sender-what = Ce qui s'est passé
sender-what-text = Le bot de ce serveur a retiré quelque chose que tu as publié. Cela peut contenir de la nudité ou du contenu sexuel.
sender-what-hidden = Le bot de ce serveur a masqué l'aperçu d'un lien que tu as publié. La page vers laquelle il mène peut contenir de la nudité ou du contenu sexuel.
sender-what-unscreened = Le bot de ce serveur a retiré quelque chose que tu as publié, parce que cela n'a pas pu être examiné.
sender-rule = La règle ici
sender-rule-genitals = Les images qui peuvent montrer des parties génitales nues sont retirées ici.
sender-rule-standard = Les images qui peuvent montrer de la nudité ou du contenu sexuel sont retirées ici.
sender-rule-strict = Les images qui peuvent montrer de la nudité ou du contenu sexuel sont retirées ici, même en partie couvert.
sender-rule-nsfw = Le bot ne regarde pas dans les salons soumis à une limite d'âge.
sender-law = La loi du lieu où est ce serveur
sender-law-foot = Cela ne dit rien de toi ni de ta publication. D'autres décident si une loi s'applique.
sender-mistake = Si c'est une erreur
sender-told = Personne ne saura que tu as demandé.

label-FEMALE_GENITALIA_COVERED = un sexe féminin couvert
label-FACE_FEMALE = un visage de femme
label-BUTTOCKS_EXPOSED = des fesses nues
label-FEMALE_BREAST_EXPOSED = un sein nu
label-FEMALE_GENITALIA_EXPOSED = un sexe féminin visible
label-MALE_BREAST_EXPOSED = un torse d'homme nu
label-ANUS_EXPOSED = un anus visible
label-FEET_EXPOSED = des pieds nus
label-BELLY_COVERED = un ventre couvert
label-FEET_COVERED = des pieds couverts
label-ARMPITS_COVERED = des aisselles couvertes
label-ARMPITS_EXPOSED = des aisselles nues
label-FACE_MALE = un visage d'homme
label-BELLY_EXPOSED = un ventre nu
label-MALE_GENITALIA_EXPOSED = un sexe masculin visible
label-ANUS_COVERED = un anus couvert
label-FEMALE_BREAST_COVERED = un sein couvert
label-BUTTOCKS_COVERED = des fesses couvertes

## The help panel

panel-start =
    {""}**Tu n'as rien fait de mal, et tu ne dois de réponse à personne.**
    Il n'y a que toi qui vois ceci. Prends ton temps. Rien de ce que tu choisis n'est gardé, sauf si tu le demandes.

    {""}**Quelqu'un est-il en danger en ce moment ?**
    {""}**Quelqu'un sur l'image pourrait-il avoir moins de 18 ans, ou est-ce ton cas ?**

    Si oui, appuie sur ce bouton. D'autres étapes passent alors d'abord.
panel-what =
    {""}**Que s'est-il passé ?**
    Choisis ce qui convient le mieux. Tu n'as pas à le décrire, et personne ne te demandera l'image.
panel-where =
    {""}**Où vis-tu ?**
    Cela décide quelle loi et quelles lignes d'aide tu vois. Ce n'est pas deviné, et c'est oublié quand tu fermes.
panel-closed = Fermé. Personne n'a été prévenu et rien de ceci n'a été gardé. Tu peux revenir quand tu veux avec `/{ command-help-me.name }`.
panel-what-menu = Que s'est-il passé ?
panel-where-menu = Où vis-tu ?
panel-where-more = Autres lieux

go-danger = Quelqu'un est en danger
go-minor = Quelqu'un a peut-être moins de 18 ans
go-on = Ni l'un ni l'autre : continuer
go-on-after = Continuer
go-back = Retour
go-next = Suivant
go-close = Pas maintenant
go-exit = Sortie rapide
go-tell = Prévenir les modérateurs
go-remember = Retenir où je vis
go-forget = Oublier où je vis
go-me = C'est moi sur l'image

what-unsolicited_image = J'ai reçu une image sexuelle non voulue
what-image_shared = Une image intime de moi a été partagée
what-threat_to_share = On menace de partager une image de moi
what-deepfake = On a fait un faux nu ou un nu par IA de moi
what-taken_without_consent = On m'a pris en photo en cachette
what-flashing_images = On envoie des flashs pour causer une crise
what-harmful_message = Des menaces, ou on me dit de me faire du mal
what-proximity_transfer = Une image est venue par AirDrop ou Bluetooth
what-taken_without_consent-more = Sous mes vêtements, dans mon décolleté, caméra cachée
what-threat_to_share-more = Aussi s'ils veulent de l'argent ou d'autres images

place-INTL = Ailleurs
place-EU = Union européenne (autres pays)
place-GB = Royaume-Uni
place-GB-EAW = Angleterre et pays de Galles
place-GB-ENG = Angleterre
place-GB-WLS = Pays de Galles
place-GB-SCT = Écosse
place-GB-NIR = Irlande du Nord
place-US = États-Unis (autres États)
place-US-CA = États-Unis : Californie
place-US-TX = États-Unis : Texas
place-US-VA = États-Unis : Virginie

tell-ask =
    {""}**Faut-il prévenir les modérateurs ?**
    Ils reçoivent { $about }, et que quelqu'un demande de l'aide à ce sujet. Ils ne reçoivent ni l'image ni tes autres choix. Tu décides s'ils apprennent ton nom.
tell-about-case = le numéro de dossier { $case }
tell-about-link = le lien du message
tell-with-name = Les prévenir, avec mon nom
tell-without-name = Les prévenir, sans mon nom
tell-done = Les modérateurs sont prévenus. Tu n'as rien d'autre à faire.
tell-already = Tu as déjà prévenu les modérateurs à ce sujet.
tell-failed = Les modérateurs n'ont pas pu être prévenus d'ici. Écris à l'un d'eux et donne-lui { $about }. Ne lui envoie pas l'image.
tell-message-named = **{ $who } demande de l'aide** : { $about }.
tell-message-unnamed = **Quelqu'un demande de l'aide** : { $about }. Cette personne ne veut pas donner son nom.
tell-message-foot = Merci de regarder, et de prévenir Discord si besoin. Ne demandez à personne d'envoyer, de montrer ou de décrire l'image.
tell-message-minor = Quelqu'un dessus a peut-être moins de 18 ans. Ne l'ouvrez pas, ne l'enregistrez pas, ne la copiez pas, ne la transférez pas. Signalez-la à Discord comme sécurité des enfants.

remembered = Désormais, tu verras d'abord ce lieu : { $place }. Tu peux le faire oublier à tout moment.
forgotten = Le lieu où tu vis est oublié.

## The cards

card-steps = Premiers pas
card-tell = À qui le dire
card-help = Qui aide, et la loi
card-danger = Si quelqu'un est en danger
card-minor = Si quelqu'un a peut-être moins de 18 ans
card-place = { $title } · { $place }
card-more = { $title } ({ $number })
disclaimer = Informations générales, pas un conseil juridique.
checked = Faits vérifiés pour la dernière fois le { $day }.

safe = D'abord : es-tu en sécurité ?
safe-call = Si toi ou quelqu'un d'autre êtes en danger, appelle le **{ $number }** maintenant.
safe-call-local = Si toi ou quelqu'un d'autre êtes en danger, appelle maintenant le numéro d'urgence de ton pays.
safe-fault = Tu n'as rien fait de mal. Fais-en autant ou aussi peu que tu veux.
safe-numbers = Numéros d'urgence que nous avons vérifiés
safe-number = **{ $number }** · { $place }
safe-others = Nous n'avons pas vérifié les numéros des autres lieux.
talk-now = Parle à quelqu'un maintenant

now = Ce que tu peux faire maintenant
now-unsolicited_image =
    • Détourne le regard. Tu n'as pas à la revoir.
    • Note qui l'a envoyée et quand. Tu n'as pas besoin de l'image pour cela.
    • Puis mets la personne en sourdine ou bloque-la.
now-image_shared =
    • Tu peux demander le retrait de l'image. La page suivante dit comment.
    • Note où tu l'as vue, pour qu'on puisse la trouver.
    • Tu n'as pas à la regarder de nouveau.
now-threat_to_share =
    • Arrête de répondre. Tu peux laisser leurs messages où ils sont.
    • Ne paie pas et n'envoie pas d'autres images. Payer entraîne souvent d'autres demandes.
    • Garde leurs messages et le nom du compte.
    • Ce n'est pas ta faute, quoi que tu aies envoyé.
now-deepfake =
    • Un faux peut être signalé comme une vraie image. Peu importe que ce ne soit pas vraiment toi.
    • Note où tu l'as vu, pour qu'on puisse le trouver.
    • Tu peux demander son retrait. La page suivante dit comment.
now-taken_without_consent =
    • Va là où tu te sens en sécurité. Préviens le personnel s'il y en a.
    • Note où c'était, quand, et à quoi ressemblait la personne.
    • N'essaie pas de prendre son téléphone.
now-flashing_images =
    • Détourne le regard ou couvre l'écran.
    • Si quelqu'un fait une crise, appelle le numéro d'urgence et reste à ses côtés.
    • Si ton appli peut arrêter les images animées, coupe-les dans ses réglages.
now-harmful_message =
    • Ce qu'ils écrivent parle d'eux. Ce n'est pas vrai parce qu'ils l'écrivent.
    • Si tu penses à te faire du mal, parle à quelqu'un maintenant. Vois plus haut.
    • Ne leur réponds pas. Garde les messages.
now-proximity_transfer =
    • Si l'expéditeur est peut-être près de toi, va vers le personnel ou d'autres gens.
    • Refuse ou ferme. Tu n'as pas à la regarder.
    • Règle AirDrop, Quick Share ou Bluetooth sur « contacts seulement ».

note = Note où c'était, pas l'image
note-harmful_message = Note ce que tu peux
note-case = **Dossier { $case }.** Ce numéro désigne le message.
note-link = Lien, qui contient encore les identifiants : { $link }
note-sent = Envoyé le { $day } à { $time } UTC.

reply = Tu ne dois de réponse à personne
reply-text = Tu n'as rien à répondre, à expliquer ni à décider aujourd'hui.

police = Le dire à la police, si tu veux
police-unknown = La police locale peut te dire comment porter plainte.
police-ask = Ce que tu peux demander à la police
rights = Ce que tu peux demander aussi

takedown = Faire retirer l'image
takedown-of-me = Ces services sont pour la personne sur l'image. Personne ne te demande de leur envoyer l'image.
discord = Le dire à Discord
discord-removed = Tu ne peux plus signaler toi-même ce qui a été retiré ici. Mais les modérateurs ont ses identifiants. Donne-leur le numéro de dossier **{ $case }** et demande-leur de signaler l'expéditeur. Ne leur envoie pas l'image.
discord-still-there = Le message est-il encore là, ou d'autres semblables ?
discord-there = Le message est-il encore là ?
discord-who = Dis-leur qui l'a envoyé. Ne leur envoie pas l'image.
discord-help = Comment signaler à Discord
platform = Qui aide avec les plateformes

support = Quelqu'un à qui parler
law = Ce que dit la loi
law-specific = Ici, une loi porte sur de telles images.
law-general = Ces lois ne portent pas que sur de telles images. Elles peuvent s'appliquer.
law-contested = On débat si la loi d'ici couvre de telles images. Ce peut être celle-ci.
law-other = Ces lois peuvent convenir à ce qui s'est passé.
law-unknown = Nous n'avons pas de faits vérifiés à ce sujet. La police ou un avocat peut t'en dire plus.
law-since = (depuis : { $day })
law-penalty = Ce qu'un tribunal peut décider : { $penalty }.
law-decide = C'est à la police et aux tribunaux de dire si cela s'applique.
law-read = Lire la loi ({ $host })

minor-fault = Ce n'est pas ta faute si cela a été envoyé.
minor-fault-me = Ce n'est pas ta faute, quoi que tu aies envoyé et à qui.
minor-leave = Laisse l'image où elle est
minor-nobody = Personne ici ne te la demandera.
minor-help = Qui peut aider
minor-me = Si c'est toi sur l'image
minor-me-device = À utiliser seulement sur le téléphone ou l'ordinateur qui a déjà l'image. Ne la télécharge jamais pour cela.
minor-adult = Tu n'as à répondre à personne. Si tu as moins de 18 ans, parles-en à un adulte de confiance.
minor-forgotten = Le bot n'en garde plus aucune empreinte et retire sa copie du salon.

## Errors

error-command = Cela n'a pas marché ; la raison est dans le journal du bot. Préviens un modérateur, s'il te plaît.
error-permission = Cette commande est pour ceux qui peuvent gérer les messages.
error-case = Il n'y a pas de dossier { $case } sur ce serveur.

## Commands, as Discord lists them

command-help-me =
    .name = aide-moi
    .description = Aide privée si tu as reçu une image sexuelle que tu ne voulais pas
command-get-help-with-this =
    .name = Obtenir de l'aide
command-flashguard =
    .name = flashguard
    .description = Pour les modérateurs : dossiers, règles et contrôles
command-flashguard-case =
    .name = dossier
    .description = Montre un dossier par son numéro
command-flashguard-case-number =
    .name = numéro
    .description = Le numéro dans l'avis et dans l'entrée des modérateurs
command-flashguard-gaps =
    .name = lacunes
    .description = Ce qui a été publié ici sans que le bot puisse l'examiner, et pourquoi
command-flashguard-scan =
    .name = analyser
    .description = Examine ce qui a été publié avant : un salon, ou tout
command-flashguard-scan-channel =
    .name = salon
    .description = Le salon avec ses fils ; sans lui, tout le serveur
command-flashguard-scan-since =
    .name = depuis
    .description = Depuis quand : 24h, 7d, 2026-11-20, le lien d'un message ou all ; sinon 24 heures
command-privacy =
    .name = confidentialité
    .description = Tes données dans le registre de ce bot
command-privacy-export =
    .name = exporter
    .description = Une copie de tout ce qui est enregistré sur toi
command-privacy-erase =
    .name = effacer
    .description = Efface tes données du registre de ce bot
