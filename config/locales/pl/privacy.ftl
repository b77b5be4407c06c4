### Co czytają członkowie serwera o własnych danych. Jak zmienić tekst: docs/languages.md.

privacy-all = To wszystko, co zapisano o tobie, na wszystkich serwerach, na których jestem. Jest tylko dla ciebie. Przechowuj plik w bezpiecznym miejscu.
privacy-nothing = Nic o tobie nie zapisano. Plik mówi to w postaci dla maszyn.
privacy-busy = Właśnie robię kopię dla kogoś innego. Spróbuj ponownie za minutę.
privacy-too-much = To, co o tobie zapisano, nie mieści się w wiadomości. Poproś o to osobę, która prowadzi tego bota (zobacz politykę prywatności).
privacy-failed = Nie udało się; powód jest w dzienniku bota. Spróbuj ponownie później.
privacy-would =
    {""}**Co teraz zostałoby usunięte, na wszystkich serwerach, na których jestem**
    • Tam, gdzie ktoś ci odpowiedział, wspomniał cię lub wymienił obok obrazu: twój identyfikator stanie się losową liczbą.
    • To, co zrobiono jako moderacja z twojego konta: twój identyfikator stanie się losową liczbą.
    • Zapisy, o które prosisz, nie będą już z tobą powiązane, a słowa twoich odwołań znikną z zapisu.
    • Sprawy o tobie, w których moderacja cofnęła decyzję: do usunięcia.

    {""}**Co zostaje i dlaczego**
    • Inne sprawy obrazów z twojego konta zostają, aż minie ich czas: mogą być potrzebne osobom, które dostały obraz. Jeśli uważasz, że to błąd, zapytaj osobę, która prowadzi tego bota (zobacz politykę prywatności), albo poproś moderację, by zajrzała do sprawy.
    • Sprawy przechowywane dla organu władzy zostają bez zmian.

    Tego nie da się cofnąć.
go-erase = Usuń moje dane
privacy-done = Twoich danych nie ma już w sprawach: { $cases } ani w notatkach o pracy moderacji: { $steps }.
privacy-kept = Sprawy obrazów z twojego konta, które zostają, aż minie ich czas: { $cases }. Pokaże je `/{ command-privacy.name } { command-privacy-export.name }`.
privacy-held = Sprawy przechowywane dla organu władzy, które zostają bez zmian: { $cases }.
