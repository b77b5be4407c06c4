### Co członkowie czytają o śluzach: kanałach, w których obrazy są sprawdzane, zanim ktokolwiek je zobaczy.

## The form

share-title = Udostępnij obrazy
share-files = Obrazy, najwyżej dziesięć
share-files-hint = Najpierw są sprawdzane. Wcześniej nikt inny ich nie widzi.
share-text = Tekst (możesz pominąć)

## What becomes of it

share-no-gate = Ten kanał nie ma śluzy: opublikuj swój obraz tutaj jak zwykle.
share-none = Nie było tam żadnego obrazu. Wybierz co najmniej jeden.
share-busy = Wciąż sprawdzam to, co udostępniasz. Spróbuj ponownie, gdy skończę.
share-timeout = Masz teraz przerwę, więc nic nie opublikowano. Gdy minie, znów możesz udostępniać.
share-may-not = Nie możesz tu pisać, więc nic nie opublikowano.
share-locked = Ten wątek jest zablokowany, więc nic nie opublikowano.
share-slow = Jest tu włączony tryb powolny. Znów możesz udostępniać { $when }. Nic nie opublikowano.
share-too-large = Plik **{ $file }** jest za duży: Discord pozwala mi publikować tu pliki do { $limit } MiB. Nic nie opublikowano; wybierz mniejszy.
share-done = Opublikowano tu dla wszystkich, pod twoją nazwą: { $link }
share-failed = Nie udało się i nic nie opublikowano. Spróbuj ponownie za minutę.
share-webhook-right = Nic nie opublikowano: brakuje mi na tym kanale uprawnienia **Zarządzanie webhookami**. Powiedz o tym moderacji.
share-webhook-full = Nic nie opublikowano: ten kanał ma tyle webhooków, na ile pozwala Discord. Powiedz o tym moderacji, może jeden usunąć.

## What was not posted

share-held = {""}**Nic nie opublikowano.** Tę wiadomość widzisz tylko ty.
share-file-flagged = • **{ $file }** może zawierać nagość lub treści seksualne. Program zgłosił coś, co wygląda jak **{ $label }**.
share-file-unread = • **{ $file }** nie jest obrazem, który umiem odczytać. Zapisz go jako JPEG lub PNG i udostępnij ponownie.
share-file-large = • **{ $file }** jest za duży, żeby go sprawdzić. Wybierz mniejszy.
share-file-expired = • Pliku **{ $file }** nie dało się już pobrać. Wybierz go jeszcze raz.
share-file-later = • Pliku **{ $file }** nie udało się sprawdzić do końca. Spróbuj ponownie za minutę.
share-kept = Nikt go nie oglądał, nic z niego nie jest przechowywane i nikt się o tym nie dowie. Program może się mylić: jeśli tak uważasz, porozmawiaj z moderacją. Prosimy, nie wysyłaj jej tego obrazu.

## Taking it back

button-unshare = Usuń z powrotem
unshare-done = Usunięto. Nikt już tego tutaj nie widzi.
unshare-gone = Już go tam nie ma.
unshare-failed = Discord nie pozwolił mi teraz tego usunąć. Spróbuj ponownie albo powiedz o tym moderacji.

## Commands, as Discord lists them

command-share =
    .name = udostępnij
    .description = Publikuj obrazy na kanale ze śluzą: sprawdzane, zanim ktokolwiek je zobaczy
command-flashguard-gate =
    .name = śluza
    .description = Kanał, na którym obrazy są sprawdzane, zanim ktokolwiek je zobaczy
command-flashguard-gate-channel =
    .name = kanał
    .description = Kanał; jego wątki też są za śluzą
command-flashguard-gate-state =
    .name = stan
    .description = On zamyka śluzę, off otwiera ją i przywraca wszystkie uprawnienia
command-flashguard-gates =
    .name = śluzy
    .description = Które kanały mają śluzę
command-who-shared-this =
    .name = Kto to udostępnił
