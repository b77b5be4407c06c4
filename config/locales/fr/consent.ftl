### One person's permission to one other. How a text is changed or translated: docs/languages.md.

consent-given = **Tu as donné une autorisation à { $person }.** Quand tu me fais regarder des images pour toi seul·e, les siennes te sont montrées sans floutage, et aucun dossier n'est ouvert.
consent-until = Elle prend fin d'elle-même : { $end }.
consent-open = Elle vaut jusqu'à ce que tu la retires.
consent-limits = Elle ne compte pas dans les salons d'un serveur, où d'autres regardent. Elle ne compte jamais si une personne sur une image peut avoir moins de 18 ans.
consent-untold = Cette personne n'apprend pas que tu l'as donnée, ni que tu la retires. Tu peux la retirer à tout moment avec `/{ command-consent.name } { command-consent-revoke.name }`. Si une image qu'elle t'envoie sur un serveur devient un dossier, il y est noté ce que tu avais autorisé alors.
consent-self = Une autorisation est pour quelqu'un d'autre. Choisis une autre personne.
consent-too-many = Tu as déjà donné { $most } autorisations. Retires-en d'abord une.
consent-title = De qui tu vois les images sans floutage
consent-nobody = Tu n'as donné d'autorisation à personne en ce moment.
consent-revoked = **Retirée.** Les images de { $person } sont de nouveau floutées pour toi. Cette personne n'en est pas informée.
consent-none = { $person } n'a pas d'autorisation de ta part en ce moment.

## Commands, as Discord lists them

command-consent =
    .name = consentement
    .description = De qui tu veux voir les images sans floutage
command-consent-allow =
    .name = autoriser
    .description = Voir sans floutage les images d'une personne, jusqu'à ce que tu changes d'avis
command-consent-allow-person =
    .name = personne
    .description = De qui tu veux voir les images sans floutage
command-consent-allow-days =
    .name = jours
    .description = Pour combien de jours ; sans nombre, jusqu'à ce que tu la retires
command-consent-list =
    .name = liste
    .description = Voir à qui tu as donné une autorisation
command-consent-revoke =
    .name = retirer
    .description = Retirer une autorisation
command-consent-revoke-person =
    .name = personne
    .description = De qui tu veux revoir les images floutées
