"""German: parts of one breath, and stems of words."""

from __future__ import annotations

from appliance.language.forms import listed
from appliance.language.german.durations import DURATIONS
from appliance.language.german.tokens import words
from appliance.language.reading.clauses import clauses_with
from appliance.language.reading.stemming import pairs, stems_with

clauses = clauses_with(listed("und aber dann danach ausserdem dazu plus sowie"), DURATIONS)

_IRREGULAR = pairs("""
geschlafen=schlaf schlafen=schlaf schlief=schlaf ausgeschlafen=schlaf gelaufen=laufen lief=laufen joggen=laufen
gejoggt=laufen gerannt=laufen gegessen=essen ass=essen gegess=essen getrunken=trinken trank=trinken
geschrieben=schreiben schrieb=schreiben gelesen=lesen las=lesen liest=lesen gegangen=gehen ging=gehen
geschwommen=schwimmen schwamm=schwimmen gefahren=fahren fuhr=fahren aufgewacht=aufwachen aufgestanden=aufstehen
angerufen=anrufen rief=anrufen telefoniert=anrufen gewogen=gewicht wiege=gewicht wiegt=gewicht wog=gewicht
geraucht=rauchen zigaretten=rauchen meditation=meditieren meditiert=meditieren trainiert=training trainieren=training
sport=training gelernt=lernen gearbeitet=arbeit arbeiten=arbeit geputzt=putzen aufgeräumt=aufräumen gekocht=kochen
eingekauft=einkaufen gesungen=singen gespielt=spielen geübt=üben laune=stimmung drauf=stimmung bett=schlafenszeit
spaziert=spazieren spaziergang=spazieren gedehnt=dehnen gebetet=beten geschickt=schicken bezahlt=zahlen
gesprochen=sprechen getroffen=treffen gegossen=giessen gesaugt=saugen gewaschen=waschen kaffees=kaffee
schritt=schritte seite=seiten stunde=stunden geduscht=duschen dusche=duschen yoga=yoga
""")
_UNSAID = listed("""
der die das den dem des ein eine einen einem einer eines kein keine keinen mein meine meinen meiner meinem dein deine
sein ihr ihre ich du er sie es wir uns mich mir dich dir und oder aber so als wie in im an am auf zu zum zur bei beim
von vom mit nach vor für um bis ist war bin habe hatte haben hat wird werde werden sein nicht kein ja nein nur noch
sehr etwas ganz schon gerade auch mal halt heute ungefähr etwa circa
""")

stems = stems_with("german", words, _IRREGULAR, _UNSAID)
