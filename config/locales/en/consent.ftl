### One person's permission to one other. How a text is changed or translated: docs/languages.md.

consent-given = **Permission given to { $person }.** When you have me look at images for you in private, theirs are shown to you without blur, and no case is made of them.
consent-until = It ends by itself at { $end }.
consent-open = It holds until you take it back.
consent-limits = It does not count in a server's channels, where others look on. It never counts where somebody in an image may be under 18.
consent-untold = That person is not told that you gave it, or that you take it back. You can do that at any time with `/{ command-consent.name } { command-consent-revoke.name }`. If an image that they send to you on a server becomes a case, its record says what you had permitted then.
consent-self = A permission is for somebody else. Name another person.
consent-too-many = You have given { $most } permissions already. Take one of them back first.
consent-title = Whose images you see without blur
consent-nobody = You have given nobody a permission that is in force.
consent-revoked = **Taken back.** Images from { $person } are blurred for you again. They are not told.
consent-none = You have given { $person } no permission that is in force.

## Commands, as Discord lists them

command-consent =
    .name = consent
    .description = Whose images you want to see without blur
command-consent-allow =
    .name = allow
    .description = Let one person's images reach you without blur, until you say so
command-consent-allow-person =
    .name = person
    .description = Whose images you want to see without blur
command-consent-allow-days =
    .name = days
    .description = For how many days; without a number it holds until you take it back
command-consent-list =
    .name = list
    .description = See whom you have given a permission
command-consent-revoke =
    .name = revoke
    .description = Take a permission back
command-consent-revoke-person =
    .name = person
    .description = Whose images you want to see blurred again
