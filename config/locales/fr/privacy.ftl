### Ce que lisent les membres sur leurs propres données. Comment on change un texte : docs/languages.md.

privacy-all = Voici tout ce qui est enregistré sur toi, sur tous les serveurs où je suis. C'est pour toi seulement. Garde le fichier en lieu sûr.
privacy-nothing = Rien n'est enregistré sur toi. Le fichier le dit sous une forme pour machines.
privacy-busy = Je fais une copie pour quelqu'un d'autre en ce moment. Réessaie dans une minute.
privacy-too-much = Ce qui est enregistré sur toi ne tient pas dans un message. Demande-le à l'exploitant de ce bot (voir sa politique de confidentialité).
privacy-failed = Cela n'a pas marché ; la raison est dans le journal du bot. Réessaie plus tard.
privacy-would =
    {""}**Ce que j'effacerais maintenant, sur tous les serveurs où je suis**
    • Là où on t'a répondu, mentionné ou nommé à côté d'une image : ton identifiant devient un nombre au hasard.
    • Ce que tu as fait comme modérateur ou modératrice : ton identifiant devient un nombre au hasard.
    • Les traces que tu as demandées ne sont plus liées à toi, et ce que tu as écrit dans tes contestations disparaît du dossier.
    • Les dossiers à ton sujet qu'un modérateur a annulés : effacés.

    {""}**Ce qui reste, et pourquoi**
    • Les autres dossiers d'images que tu as publiées restent jusqu'à la fin de leur délai : les personnes qui ont reçu l'image peuvent en avoir besoin. Si tu penses que c'est une erreur, adresse-toi à l'exploitant de ce bot (voir sa politique de confidentialité), ou demande à un modérateur de revoir le dossier.
    • Les dossiers gardés pour une autorité restent tels quels.

    On ne peut pas revenir en arrière.
go-erase = Effacer mes données
privacy-done = Tes données ne sont plus dans ces dossiers : { $cases }, ni dans ces notes sur le travail des modérateurs : { $steps }.
privacy-kept = Dossiers d'images que tu as publiées et qui restent jusqu'à la fin de leur délai : { $cases }. `/{ command-privacy.name } { command-privacy-export.name }` les montre.
privacy-held = Dossiers gardés pour une autorité et qui restent tels quels : { $cases }.
