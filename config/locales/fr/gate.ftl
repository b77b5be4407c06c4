### Ce que les membres lisent sur les sas : des salons où les images sont vérifiées avant que quiconque les voie.

## The form

share-title = Partager des images
share-files = Images, dix au plus
share-files-hint = Elles sont d'abord vérifiées. Personne d'autre ne les voit avant.
share-text = Texte (tu peux le laisser vide)

## What becomes of it

share-no-gate = Ce salon n'a pas de sas : publie ton image ici, comme d'habitude.
share-none = Il n'y avait pas d'image. Choisis-en au moins une, s'il te plaît.
share-busy = Je regarde encore ce que tu as partagé avant. Réessaie quand ce sera fini, s'il te plaît.
share-timeout = Tu es en exclusion temporaire, donc rien n'a été publié. Tu pourras partager de nouveau ensuite.
share-may-not = Tu ne peux pas écrire ici, donc rien n'a été publié.
share-locked = Ce fil est verrouillé, donc rien n'a été publié.
share-slow = Le mode lent est activé ici. Tu pourras partager de nouveau { $when }. Rien n'a été publié.
share-too-large = **{ $file }** est trop lourd : Discord me laisse publier ici des fichiers jusqu'à { $limit } Mio. Rien n'a été publié ; choisis-en un plus petit, s'il te plaît.
share-done = Publié ici pour tout le monde, sous ton nom : { $link }
share-failed = Cela n'a pas marché, et rien n'a été publié. Réessaie dans une minute, s'il te plaît.
share-webhook-right = Rien n'a été publié : il me manque **Gérer les webhooks** dans ce salon. Préviens un modérateur, s'il te plaît.
share-webhook-full = Rien n'a été publié : ce salon a autant de webhooks que Discord le permet. Préviens un modérateur, s'il te plaît, il peut en supprimer un.

## What was not posted

share-held = {""}**Rien n'a été publié.** Ce message n'est visible que par toi.
share-file-flagged = • **{ $file }** peut contenir de la nudité ou du contenu sexuel. Le logiciel a signalé quelque chose qui ressemble à **{ $label }**.
share-file-unread = • **{ $file }** n'est pas une image que je sais lire. Enregistre-la en JPEG ou en PNG et partage-la de nouveau, s'il te plaît.
share-file-large = • **{ $file }** est trop lourd pour être vérifié. Choisis une image plus petite, s'il te plaît.
share-file-expired = • **{ $file }** n'a plus pu être téléchargé. Choisis-le de nouveau, s'il te plaît.
share-file-later = • **{ $file }** n'a pas pu être vérifié jusqu'au bout. Réessaie dans une minute, s'il te plaît.
share-kept = Personne ne l'a regardée, rien n'en est gardé et personne n'est prévenu. Le logiciel peut se tromper : si tu le penses, parles-en aux modérateurs. Ne leur envoie pas l'image, s'il te plaît.

## Taking it back

button-unshare = La supprimer
unshare-done = Supprimée. Plus personne ne la voit ici.
unshare-gone = Elle n'est plus là.
unshare-failed = Discord ne m'a pas laissé la supprimer pour l'instant. Réessaie ou préviens un modérateur, s'il te plaît.

## Commands, as Discord lists them

command-share =
    .name = partager
    .description = Publier des images dans un salon à sas : vérifiées avant que quiconque les voie
command-flashguard-gate =
    .name = sas
    .description = Un salon où les images sont vérifiées avant que quiconque les voie
command-flashguard-gate-channel =
    .name = salon
    .description = Le salon ; ses fils sont aussi derrière le sas
command-flashguard-gate-state =
    .name = état
    .description = On ferme le sas, off l'ouvre et remet toutes les permissions
command-flashguard-gates =
    .name = liste-des-sas
    .description = Quels salons ont un sas
command-who-shared-this =
    .name = Qui a partagé cela
