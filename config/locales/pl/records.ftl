### Co czytają członkowie serwera o zapisach i odwołaniach. Jak zmienić tekst: docs/languages.md.

## A record of one's own

go-record = Zachowaj zapis dla mnie
go-withdraw = Zapomnij o mojej prośbie
record-head = **Twój zapis sprawy { $case }**
record-receipt = • **Poświadczenie** może później pokazać, że w zapisie nic nie zmieniono.
record-report = • **Raport** jest dla policji, jeśli zechcesz do niej pójść. Nie ma w nim innych osób.
record-ids = Wiadomość: { $link }
    Konto, które ją wysłało: `{ $sender }`
record-unsigned = Poświadczenia nie da się teraz wystawić. Naciśnij przycisk później jeszcze raz.
record-until = Serwer przechowuje tę sprawę do: { $day }.
record-held = Serwer przechowuje tę sprawę do odwołania.
record-later = Te pliki są tylko dla ciebie i nie ma w nich obrazu. Jak stoi sprawa, pokaże `/{ command-my-records.name }`. Moderacja nie dowie się, kto o to poprosił, a wycofać prośbę możesz w każdej chwili.
record-withdrawn = Gotowe. Ta sprawa nie jest już z tobą powiązana. Sama sprawa zostaje, jaka jest, a pliki zostają u ciebie.
record-not-yours = Zapis jest dla osób, które widzą kanał, na którym to opublikowano.
record-gone = Tej sprawy już nie ma.

records-none = Nie masz zapisu żadnej sprawy.
records-head = **Sprawy, o których chcesz wiedzieć**
records-appeals = **Twoje odwołania**
records-menu = Zapomnij o mojej prośbie w sprawie…
records-option = Sprawa { $case } · { $server }
standing-open = w trakcie sprawdzania
standing-upheld = sprawdzono: bez zmian
standing-overturned = sprawdzono: decyzję cofnięto
standing-expired = usunięto po upływie czasu
standing-erased = usunięto

command-my-records =
    .name = moje-sprawy
    .description = Jak stoją sprawy, o których chcesz wiedzieć
command-flashguard-export =
    .name = raport
    .description = Raport sprawy jako prywatny plik, bez obrazu
command-flashguard-export-case =
    .name = sprawa
    .description = Numer z ogłoszenia i z wpisu dla moderacji
command-flashguard-export-format =
    .name = rodzaj-pliku
    .description = pdf i html do czytania, json i case dla programów

## The sender's appeal

button-why-hidden = Dlaczego to ukryto?
button-appeal = Odwołaj się
appeal-how = Jeśli uważasz, że to pomyłka, naciśnij **Odwołaj się**. Moderacja zostanie poproszona, by jeszcze raz zajrzeć do sprawy. Można to zrobić raz, do: { $day }.
appeal-yours = Twoje odwołanie
appeal-stands-open = Twoje odwołanie jest u moderacji. Jeszcze nie zdecydowała.
appeal-stands-upheld = Moderacja zajrzała do sprawy jeszcze raz. Decyzja zostaje.
appeal-stands-overturned = Moderacja zajrzała do sprawy jeszcze raz. To była pomyłka.
appeal-overturned = Moderacja już zajrzała do sprawy. To była pomyłka, więc nie ma się od czego odwoływać.
appeal-late = Czas na odwołanie minął.
appeal-already = Odwołanie w tej sprawie już od ciebie jest. Jak stoi, pokaże drugi przycisk pod ogłoszeniem albo `/{ command-my-records.name }`.
appeal-not-yours = Odwołać się może tylko osoba, która to opublikowała.

appeal-form = Odwołanie w sprawie { $case }
appeal-reason = Dlaczego uważasz, że to pomyłka?
appeal-reason-more = Własnymi słowami. Nie musisz opisywać obrazu.
appeal-picture = Ten obraz jeszcze raz, tylko jeśli chcesz
appeal-picture-more = Program go porówna i zapomni. Nigdy, jeśli ktoś na nim może mieć mniej niż 18 lat.
appeal-empty = Napisz, dlaczego uważasz, że to pomyłka. Nic nie wysłano.
appeal-sent = Twoje odwołanie jest u moderacji. Co zdecyduje, pokaże później ten sam przycisk albo `/{ command-my-records.name }`.
appeal-kept = Twoje odwołanie jest zapisane. Nie udało się teraz powiadomić moderacji; bot spróbuje znowu. Możesz też podać jej numer sprawy.
