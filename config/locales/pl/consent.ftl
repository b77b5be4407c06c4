### One person's permission to one other. How a text is changed or translated: docs/languages.md.

consent-given = **{ $person } ma twoją zgodę.** Kiedy prosisz mnie o obejrzenie obrazów tylko dla ciebie, te od tej osoby widzisz bez rozmycia i nie powstaje z nich sprawa.
consent-until = Zgoda kończy się sama: { $end }.
consent-open = Zgoda obowiązuje, dopóki jej nie cofniesz.
consent-limits = Nie liczy się na kanałach serwera, gdzie patrzą inni. Nigdy nie liczy się tam, gdzie ktoś na obrazie może mieć mniej niż 18 lat.
consent-untold = Ta osoba nie dowie się o zgodzie ani o jej cofnięciu. Możesz ją cofnąć w każdej chwili: `/{ command-consent.name } { command-consent-revoke.name }`. Jeśli obraz od niej do ciebie na serwerze stanie się sprawą, będzie w niej zapisane, na co wtedy była twoja zgoda.
consent-self = Zgoda jest dla kogoś innego. Wskaż inną osobę.
consent-too-many = Masz już { $most } udzielonych zgód. Najpierw cofnij jedną z nich.
consent-title = Czyje obrazy widzisz bez rozmycia
consent-nobody = W tej chwili nikt nie ma twojej zgody.
consent-revoked = **Cofnięto.** Obrazy od tej osoby ({ $person }) są dla ciebie znowu rozmyte. Ta osoba się o tym nie dowie.
consent-none = { $person } nie ma w tej chwili twojej zgody.

## Commands, as Discord lists them

command-consent =
    .name = zgoda
    .description = Czyje obrazy chcesz widzieć bez rozmycia
command-consent-allow =
    .name = zezwól
    .description = Zobacz obrazy jednej osoby bez rozmycia, dopóki tego nie cofniesz
command-consent-allow-person =
    .name = osoba
    .description = Czyje obrazy chcesz widzieć bez rozmycia
command-consent-allow-days =
    .name = dni
    .description = Na ile dni; bez liczby zgoda obowiązuje, dopóki jej nie cofniesz
command-consent-list =
    .name = lista
    .description = Zobacz, komu udzielono zgody
command-consent-revoke =
    .name = cofnij
    .description = Cofnij zgodę
command-consent-revoke-person =
    .name = osoba
    .description = Czyje obrazy mają być znowu rozmyte
