"""What people ask to have done, written with accents and looked up without.

A word in angle brackets is a slot: `<when>` begins with a time of day (`las nueve de la noche mañana`), `<then>` with
what leads to one (`a las nueve`, `mañana a las nueve`), `<day>` is a day without a time, `<days>` a number of days,
`<length>` a number of minutes.
"""

from __future__ import annotations

from appliance.language.spanish.tokens import spoken_lines, spoken_words

_ONE = "((la | esta | esa | mi | la próxima) llamada [de (hoy | esta noche | mañana)] | el control | la revisión)"
_TODAYS = "((la | esta | esa | mi | la próxima) llamada [de (hoy | esta noche)] | el control | la revisión)"
_CALL = f"(esto | eso | lo | la | {_ONE})"
_CALLS = "([todas] (las | mis | tus) llamadas | [las] llamadas | todo | esto | de llamar | de llamarme | el programa)"
_UNTIL = "hasta"
_TODAY = "[por | para] (hoy | esta noche | esta tarde | esta mañana)"
_SHIFT = """
(mueve | muévela | muévelo | muéveme | pasa | pásala | pásalo | pásame | cambia | cámbiala | cámbialo | cámbiame |
  aplaza | aplázala | aplázalo | pospón | posponla | posponlo | retrasa | retrásala | retrásalo | atrasa | atrásala |
  adelanta | adelántala | adelántalo | reprograma | reprográmala | deja | déjala | déjalo | mover | moverla | moverlo
  | pasar | pasarla | pasarlo | cambiar | cambiarla | cambiarlo | aplazar | aplazarla | aplazarlo | posponer |
  posponerla | posponerlo | retrasar | retrasarla | adelantar | adelantarla | reprogramar | reprogramarla | dejarla |
  dejarlo | corre | córrela)
""".strip()
_CALLING = """
((me puedes | me podrías | puedes | podrías) llamar | llámame | me llamas | llamarme | llama | vuelve a llamar |
  vuelve a llamarme | vuélveme a llamar | llámame otra vez | llámame de nuevo | márcame | me marcas | me vuelves a
  llamar)
""".strip()

MOVE_HEARD = spoken_lines(f"""
{_SHIFT} [{_CALL}] (para | a) <when>
{_CALLING} <then>
""")
MOVE = spoken_lines(f"""
{_SHIFT} [{_CALL}] [para | a | hasta | hacia] (<when> | <then>) [mejor]
{_CALLING} [otra vez | de nuevo | mejor] (<when> | <then>) [mejor | otra vez | de nuevo]
(mejor | mejor me llamas | mejor llámame) <then> | <then> (me llamas | llámame | vuelve a llamar | vuelve a
  llamarme) [mejor | otra vez | de nuevo]
""")
MOVE_LOOSE = spoken_lines(f"""
(hablamos | háblame | lo hacemos | lo vemos | hagámoslo | podemos hablar | podemos hacerlo | podríamos hablar |
  inténtalo) [otra vez | de nuevo | mejor] (<then> | <day>) [mejor]
{_SHIFT} [{_CALL}] [para | a | hasta | al] <day> [mejor]
{_CALLING} [otra vez | de nuevo | mejor] <day> [mejor] | <day> (me llamas | llámame | hablamos) [mejor]
""")
MOVE_TOLD = spoken_lines("""
(que sea | ponlo | ponla | ponme | cambia la hora | cámbialo) (a | para) <when> | que sea <then> | ponlo <then>
""")
"""As well a correction of an answer, so never with a bare number: `que sea a las nueve`."""

MOVE_BARE = spoken_lines(f"""
{_SHIFT} [{_CALL}] [(para | a) (otro día | otro momento | otra hora | luego | más tarde | después | la mañana | la
  tarde | la noche)]
(cambia | cambiar | cámbiame) la hora [de la llamada] | reprograma | reprogramar
{_CALLING} por la (mañana | tarde | noche)
""")
"""A time is missing."""

SNOOZE_HEARD = spoken_lines("""
no antes de <when>
""")
_SILENCE = f"""
((pausa | pausar | páusalo | páusalas | (pon | poner | ponme) {_CALLS} en pausa | pon en pausa | poner en pausa |
  suspende | suspender | detén | para | parar | interrumpe | silencia | silenciar) [{_CALLS}] | (no me llames | no
  llames | no me llame | no me molestes | no molestes | no me marques | deja de llamarme | deja de llamar | no quiero
  llamadas | no quiero que me llames | no me vuelvas a llamar | no vuelvas a llamarme) [más | nada] | nada de llamadas
  | sin llamadas | (déjame | déjenme) (en paz | tranquilo | tranquila))
"""
SNOOZE = spoken_lines(f"""
{_SHIFT} [{_CALL}] [hasta] (<when> | <then>) | no antes de <when>
{_SILENCE.strip()} [por | durante | en] [los próximos | la próxima | las próximas] <length>
{_SHIFT} [{_CALL}] [por | unos | unas | otros | en] <length>
""")

SKIP_HEARD = spoken_lines("""
sáltate la llamada [de hoy]
sáltatela hoy
hoy sáltatela
""")
_LEAVE_OUT = """
(salta | sáltate | sáltala | sáltatela | sáltalo | sáltatelo | sáltame | saltar | saltarla | saltarlo | saltarme |
  saltarnos | omite | omítela | omitir | omitirla | cancela | cancélala | cancelar | cancelarla | anula | anular)
""".strip()
SKIP = spoken_lines(f"""
{_LEAVE_OUT} {_TODAY} | {_TODAY} {_LEAVE_OUT} | {_LEAVE_OUT} {_TODAYS} [{_TODAY}] | {_TODAY} {_LEAVE_OUT} {_TODAYS}
{_LEAVE_OUT} (lo | la | lo de | la de) {_TODAY} | (deja | dejemos | dejamos | déjalo | dejarlo) {_TODAY}
{_TODAY} (déjalo | lo dejamos | dejémoslo | no cuentes conmigo | pasamos | nos la saltamos | la saltamos) | no
  cuentes conmigo {_TODAY}
""")
SKIP_LOOSE = spoken_lines(f"""
[me] (salto | saltamos | voy a saltar) (la llamada | la llamada de hoy | lo de hoy) | {_TODAY} me la salto |
  {_TODAY} paso | paso {_TODAY}
(nada de | sin | no quiero | no más) llamadas {_TODAY} | {_TODAY} (nada de | sin | no quiero | no más) llamadas
(no me llames | no llames | no me molestes | no me marques | no me llame) [más] {_TODAY} | {_TODAY} (no me llames |
  no llames | no me molestes | no me marques) [más] | déjame en paz {_TODAY} | {_TODAY} déjame en paz
""")
SKIP_WITH_REASON = spoken_lines("""
(hoy | esta noche | esta tarde | esta mañana) no [puedo] | no puedo (hoy | esta noche | esta tarde | esta mañana)
""")
"""Alone it is a no."""

REASON_HEARD = spoken_lines("""
(estoy | ando) (enfermo | enferma | de viaje | fuera)
""")

PAUSE_HEARD = spoken_lines("""
pausa hasta <day>
pausa <days>
""")
PAUSE = spoken_lines(f"""
{_SILENCE.strip()} {_UNTIL} <day> | {_SILENCE.strip()} [por | durante | en] [los próximos | las próximas | otros |
  otras] <days>
{_SILENCE.strip()} {_UNTIL} (<when> | <then>) | (hasta <day> | durante <days> | por <days>) {_SILENCE.strip()}
""")
PAUSE_BARE = spoken_lines(f"""
(pausa | pausar | pon en pausa | poner en pausa | páusalo | suspende | suspender) [{_CALLS}] [hasta (nuevo aviso |
  que vuelva | que yo diga | que te diga | que avise | que te avise) | [por | durante] (un tiempo | una temporada |
  ahora | el momento)]
(no me llames | no llames | nada de llamadas | sin llamadas) hasta (nuevo aviso | que vuelva | que yo diga | que te
  diga | que avise | que te avise)
""")
"""A day is missing."""

RESUME = spoken_lines(f"""
(reanuda | reanudar | retoma | retomar | reactiva | reactivar | activa | activar) [otra vez | de nuevo] [{_CALLS}]
  [otra vez | de nuevo]
(quita | quitar | termina | terminar | fin de | se acabó | acaba) la pausa | (puedes | ya puedes | puedes volver a |
  vuelve a) (llamar | llamarme) [otra vez | de nuevo | como siempre]
[ya] he vuelto llámame | ya puedes (llamarme | volver a llamarme)
""")
ANSWER_LATE = spoken_lines("""
(hagamos | hacemos | podemos hacer | quiero hacer | haz | recuperemos | recuperar | retomemos | puedo contestar |
  quiero contestar | contestar | contestemos) [ahora] (la | la llamada) (que perdí | que me perdí | de antes | perdida
  | de esta mañana | de anoche | de ayer | que falta | que faltaba | atrasada)
""")

FOCUS_HEARD = spoken_lines("""
quédate conmigo <length>
""")
FOCUS = spoken_lines("""
(quédate | quedate | estate | acompáñame | quedarte | acompañarme | hazme compañía | hacerme compañía | trabaja |
  quédese) [conmigo] [por | durante | unos | unas | los próximos | otros] <length>
(empieza | empezar | empecemos | inicia | iniciar | abre | pon | haz | hagamos | quiero | comienza | comenzar) [una]
  [sesión | rato] (de (concentración | enfoque | trabajo | foco)) [de | por | durante] <length>
(empieza | empezar | empecemos | inicia | iniciar | abre | pon | haz | hagamos | comienza) <length> de
  (concentración | enfoque | trabajo | foco)
""")
FOCUS_LOOSE = spoken_lines("""
[una] sesión de (concentración | enfoque | trabajo | foco) de <length> | (concentración | enfoque | foco) [de | por
  | durante] <length>
<length> de (concentración | enfoque | foco) | quédate [aquí | en línea] <length>
""")
FOCUS_BARE = spoken_lines("""
(quédate | acompáñame | quedarte | acompañarme) [conmigo] [un rato | un ratito | un poco] | hazme compañía [un rato
  | un ratito]
[empieza | empezar | empecemos | inicia | abre | pon | hagamos | quiero] [una | otra] sesión de (concentración |
  enfoque | trabajo | foco)
""")
"""A length is missing."""

ASKS = spoken_lines("""
(puedes | podrías | puede | podría | me puedes | me podrías | podemos | podríamos | me haces el favor de | serías
  tan amable de | quieres | te importa | te importaría | quiero que | quisiera que | me gustaría que | necesito que |
  por favor | vamos a | hay que | mejor | venga)
""")
OWN_ASKS = spoken_lines("""
(quiero | quisiera | me gustaría | prefiero | preferiría | necesito | tengo que | voy a tener que | debo | tendría
  que | puedo | podría)
""")
"""Before a wish that cannot be a promise of one's own."""

OPENING = spoken_words("""
por favor ok bueno pues así que oye hola gracias perdón perdona disculpa mira y entonces espera sí señor señora no
  ay eh
vale claro a ver oiga este o sea venga hombre mujer buenas ah
""")
CLOSING = spoken_words("""
por favor ok gracias perdón entonces vale ya adiós mejor eh oye hombre muchas sí anda chao
""")
CLOSING_PHRASES = spoken_lines("""
si (puedes | es posible | no te importa | te parece | se puede | te va bien) | por favor | muchas gracias | puedes |
  podrías | te parece | de acuerdo | está bien
""")

STATES = spoken_lines("""
(estoy | ando | me siento | me encuentro | estamos | sigo) [muy | tan | un poco | bastante | algo | super] (enfermo
  | enferma | malo | mala | mal | fatal | cansado | cansada | agotado | agotada | ocupado | ocupada | liado | liada |
  fuera | de viaje | de vacaciones | conduciendo | manejando | en el extranjero | trabajando | en el trabajo | en la
  cama | en el hospital | resfriado | resfriada | con gripe | con fiebre | con amigos | con mi familia | con visita |
  en una reunión | en una junta | en el tren | en el autobús | en el bus | en el avión | cenando | comiendo |
  cocinando | de resaca | de baja) [hoy | ahora | esta noche | ahora mismo | esta semana]
me voy (de viaje | de vacaciones | fuera) [hoy | mañana | esta semana | unos días]
tengo (fiebre | gripe | un resfriado | migraña | jaqueca | visita | una reunión | una junta | un compromiso | mucho
  trabajo | dolor de cabeza | un examen) [hoy | ahora | esta noche]
""")
"""Reasons that may lead without a pause between them and the wish."""

CLAUSES = spoken_lines("""
estoy | ando | tengo | me siento | me encuentro | me duele | me voy | voy a estar | estaré | estamos | tenemos |
  necesito | no puedo | no me |
hay | mi | mis | nuestra | nuestro | es que | me surgió | me ha surgido | ha surgido | surgió | salgo | viajo |
  vienen | viene | estuve | estaba |
he tenido | tuve
""")
"""How a reason begins that nothing introduces."""

PAST = spoken_words("""
estuve estaba tuve tenía fui olvidé pude quería hice hubo
""")
"""A reason with one of these tells of a deed left undone, not of a call to leave out."""

BECAUSE = spoken_lines("""
porque | [ya] que | ya que | es que | por | debido a | pues
""")
AND_SO = spoken_words("""
como y pero así entonces cuando
""")
"""What may stand before a clause that follows a wish."""

TASK = spoken_lines("""
mientras | para | para que
""")
"""What introduces a focus session's task."""
