"""Words about the call itself, written with accents and looked up without. `HEARD` forms are the likeliest."""

from __future__ import annotations

from appliance.language.spanish.tokens import spoken_lines

REPEAT_HEARD = spoken_lines("""
repite [por favor]
otra vez
cómo
qué [dijiste | has dicho]
""")
REPEAT = spoken_lines("""
[me | nos] [puedes | podrías | puede | podría | quieres | te importa] [por favor] (repetir | repetirme | repetirlo |
  repetírmelo | repites | repite | repíteme | repítelo | repítemelo | repita | repítame) [eso | lo | la pregunta | lo
  último | lo que dijiste | lo que has dicho | otra vez | una vez más | de nuevo] [otra vez | una vez más | de nuevo]
  [por favor]
me (lo | la) (repites | repite | puedes repetir | podrías repetir | dices otra vez | dices de nuevo) [otra vez | de
  nuevo] [por favor]
(dilo | dime | dímelo | dime eso | pregúntame | pregunta) (otra vez | de nuevo | una vez más)
cómo [cómo] [dices | dijiste | has dicho | decías | era | era la pregunta | es la pregunta] | mande | (el | la) qué
  | perdón [cómo | qué] | perdona [cómo | qué] | perdone | disculpa [cómo | qué] | disculpe | qué | eh | qué qué | qué
  cosa
(qué | qué es lo que) (dijiste | has dicho | dices | decías | preguntaste | me preguntaste | has preguntado |
  preguntas | querías | quieres decir | fue eso | ha sido eso)
cuál (era | es | fue) la pregunta | la pregunta [otra vez | de nuevo | cuál era | cuál es] | a qué te refieres
(otra vez | de nuevo | una vez más | otra vez la pregunta)
[que] no (te | le | lo | se) (oigo | oí | escucho | escuché | entiendo | entendí | he oído | he entendido | he
  escuchado | oye | escucha | pillé | he pillado | capté | oigo nada | entiendo nada | escucho nada) [bien | nada |
  muy bien]
no (oí | entendí | escuché | entiendo | oigo | escucho | he oído | he entendido | he escuchado | capté | pillé)
  [bien | nada | la pregunta | lo que dijiste | lo que has dicho | eso | lo último | ni papa | ni jota]
[que] no te (sigo | estoy siguiendo) | se [me] (cortó | corta | ha cortado | entrecorta | está cortando | fue el
  sonido)
(habla | hable | más) [un poco] (más alto | más fuerte | alto | fuerte) | sube [el volumen | la voz]
[y | sí | hola] (quién eres | quién es | quién habla | quién llama | con quién hablo | de parte de quién)
""")
SLOWER_HEARD = spoken_lines("""
más despacio
más lento
habla más despacio
""")
SLOWER = spoken_lines("""
[puedes | podrías | puede | me puedes | por favor] [hablar | habla | hable | hablarme | háblame | ir | ve | vaya |
  dilo | decirlo | repítelo | repetirlo | lee] [un poco | un poquito | mucho | algo] (más despacio | más lento | más
  lentamente | despacio | despacito | lento | más pausado | más despacito | lentamente) [por favor]
[no] [hables | vayas] (tan | demasiado | muy) (rápido | deprisa | de prisa | aprisa) [por favor]
[hablas | vas | va | habla | eso fue | eso ha sido] (muy | demasiado | tan | un poco) (rápido | deprisa | de prisa |
  aprisa)
[por favor] (más calma | con calma | con más calma | baja el ritmo | no corras | no corras tanto | frena)
""")
SKIP_HEARD = spoken_lines("""
siguiente [pregunta]
paso
sáltala
otra pregunta
""")
SKIP = spoken_lines("""
[la | a la] (siguiente | próxima) [pregunta | por favor] | siguiente | paso [de esta | de esa | de eso | palabra] |
  pasemos | pasamos | pasa | (pasemos | pasamos | vamos | ve | pasa) a (otra | la siguiente | otra cosa | lo
  siguiente) [pregunta]
[puedes | podemos | podrías | quiero | prefiero | me gustaría | vamos a] (saltar | saltarla | saltarlo | saltarte |
  saltarme | saltarnos | omitir | omitirla | pasar) [esta | esa | la | eso | de esta | de esa] [pregunta]
(salta | sáltala | sáltalo | sáltate | sáltatela | sáltatelo | sáltate | omite | omítela | omítelo | deja | dejemos
  | dejamos) [esta | esa | eso | la] [pregunta]
(saltamos | saltemos | saltémonos | nos saltamos) (esta | esa | la) [pregunta]
(esa | esta) [pregunta] (no la quiero | no quiero | prefiero no | mejor no) (contestar | contestarla | responder |
  responderla)
[esta | esa | eso] (me la | me lo) salto
[esta | esa | eso] (la | lo) (saltamos | dejamos | pasamos)
[esta | esa] [pregunta] (pásala | sáltala | sáltatela | quítala | omítela) | [esta | esa] [pregunta] mejor no
(prefiero | preferiría | mejor) no [decirlo | contestar | responder | hablar de eso | contestar a eso | decir |
  hablar de ello] | sin comentarios
no (quiero | voy a | me apetece | deseo) (decirlo | contestar | responder | hablar de eso | decírtelo | contestar a
  eso | contestarte | hablar de ello | responder a eso) | eso es (privado | personal | cosa mía) | no es asunto tuyo |
  no te importa | no preguntes [eso] | no me preguntes [eso]
otra (pregunta | cosa) | da igual | olvídalo | déjalo | sigue [adelante] | continúa | sigamos | avanza | adelante
  con otra
""")
STOP_HEARD = spoken_lines("""
para
basta
adiós
cuelga
déjame en paz
termina la llamada
""")
STOP = spoken_lines("""
[por favor] (para | pare | parar | detente | stop | alto | basta | termina | terminar | acaba) [ya | aquí | ahora |
  la llamada | esta llamada | esto | por favor | por hoy | de llamar | de llamarme | de preguntar | la conversación]
[quiero | puedes | podemos | vamos a | hay que | voy a] (parar | terminar | acabar | colgar | cortar | dejarlo |
  finalizar) [ya | aquí | ahora | la llamada | esta llamada | por hoy | la conversación | aquí por hoy] [por favor]
(cuelga | cuelgo | cuelgue | cuelga ya | corta | corto | corta ya | te cuelgo | voy a colgar | te dejo | tengo que
  colgar | finaliza | cancela) [ya | la llamada | el teléfono | por favor | la conversación]
(adiós | chao | chau | hasta (luego | mañana | pronto | la vista | otra | la próxima | otro día | entonces) | nos
  vemos [mañana | luego] | buenas noches | bye | bye bye | abur | agur | hasta ahora)
(déjame | deja | déjenme) [ya] (en paz | tranquilo | tranquila) | lárgate | vete [ya | al diablo | a la porra | a la
  mierda | a paseo] | piérdete | fuera
[ya] (basta | es suficiente | suficiente | ya basta | está bien por hoy | vale ya | ya vale | ya está bien) [por hoy
  | ya | de preguntas] | no más [preguntas | por hoy] | ya no más
(eso | y eso) es todo [por hoy | por ahora] | [ya] (terminamos | hemos terminado | acabamos) [por hoy]
[me] (tengo que | debo | hay que) (irme | ir | colgar | salir | marcharme | cortar | dejarte) [ya | ahora]
me (voy | tengo que ir | largo | marcho) [ya]
(no me llames | no llames | no vuelvas a llamar | no vuelvas a llamarme | deja de llamarme | deja de llamar) [más |
  nunca más | otra vez]
no quiero (hablar | seguir hablando | seguir) [más | contigo | ahora]
(se acabó | ya está bien) [por hoy | ya]
[ya] (déjalo ya | déjalo estar | déjalo por hoy | deja de preguntar | deja de preguntarme)
(cállate | silencio | calla | cierra la boca | chitón) [ya]
""")
UNKNOWN_HEARD = spoken_lines("""
no sé
no lo sé
ni idea
no me acuerdo
no recuerdo
no estoy seguro
no estoy segura
""")
UNKNOWN = spoken_lines("""
[yo] [la verdad | la verdad es que | pues | sinceramente] no [lo | le | me | te] (sé | recuerdo | acuerdo | sabría
  decir | sabría decirte | sabría | tengo claro | sé decir | sé decirte | puedo decir | puedo decirte | podría decir |
  podría decirte) [la verdad | bien | exactamente | ahora | ahora mismo | ya | todavía | seguro | con certeza | cuánto
  | cuántos | cuántas | cuándo]
no (me acuerdo | lo recuerdo | recuerdo | lo he contado | lo conté | los conté | las conté | los he contado | las he
  contado | llevo la cuenta | llevé la cuenta | lo medí | lo he medido | lo miré | lo he mirado | me fijé | me he
  fijado | me pesé | me he pesado | miré la hora | tengo ni idea | tengo idea | tengo la menor idea | tengo la más
  mínima idea | se me ocurre nada | se me ocurre) [bien | nada | de nada | de eso | ahora | cuánto | exactamente]
no (estoy | estoy muy | estoy del todo | lo tengo) (seguro | segura | claro) [de eso]
no sé si (lo hice | sí | cuenta | sí o no | vale)
[no tengo] (ni | la menor | ni la menor | ni la más mínima | ni la más remota) idea | ni zorra | ni puñetera idea |
  quién sabe | vete a saber | vete tú a saber | ve tú a saber | vaya usted a saber | a saber | sepa | sabrá dios |
  dios sabrá | ni lo sé | buena pregunta | me pillas | difícil (de decir | decirlo | saberlo) | es difícil (de decir |
  decirlo | saberlo)
ni me fijé | ni lo (miré | medí | conté)
perdí la cuenta | he perdido la cuenta | se me fue la cuenta | imposible (saberlo | decirlo)
""")
FORGOT = spoken_lines("""
[se] me [lo | la] (olvidé | olvidó | ha olvidado | he olvidado | fue) [de eso | el número | el dato] | lo olvidé |
  me olvidé [de eso]
""")
"""For a number it is not knowing; for yes and no it is a no."""

LATER_HEARD = spoken_lines("""
luego
más tarde
ahora no
ahora no puedo
estoy ocupado
estoy ocupada
llámame luego
llámame más tarde
""")
_SOON = """
(luego | más tarde | después | mañana | en otro momento | otro día | en un rato | en un ratito | dentro de un rato |
  dentro de un ratito | al rato | más tardecito | en un momento | esta tarde | esta noche | otro rato | un poco más
  tarde | un poco después | a otra hora)
"""
_NOW = "(ahora | ahora mismo | en este momento | hoy | aquí | ahorita | justo ahora)"
LATER_CALL = spoken_lines(f"""
[mejor | por favor | puedes | podrías | me puedes | me podrías] (llámame | llama | llamar | llamarme | me llamas |
  llámeme | me marcas | márcame | vuelve a llamar | vuelve a llamarme | vuélveme a llamar | volver a llamar | volver a
  llamarme | vuélvelo a intentar | inténtalo | hablamos | háblame | lo hacemos | lo vemos | lo dejamos | lo dejamos
  para) {_SOON.strip()} [por favor | mejor]
[mejor] {_SOON.strip()} (me llamas | llámame | hablamos | te llamo | lo hacemos | lo vemos) [por favor]
[mejor] (vuelve a llamar | vuelve a llamarme | vuélveme a llamar | llámame otra vez | llámame de nuevo) [por favor]
[podemos | podríamos | puedes] (hablar | hacerlo | hacer esto | dejarlo | hablamos) [para] {_SOON.strip()}
[es | este es | me pillas en | me agarras en | me coges en | es un] [un] mal momento [{_NOW}]
no es (buen | un buen | el mejor) momento [{_NOW}] | me (pillas | agarras | coges | encuentras) [muy] (mal | ocupado
  | ocupada | liado | liada | fatal) [{_NOW}]
[estoy | ando | me encuentro | sigo | todavía estoy] [muy | súper | un poco | bastante | algo | medio | bien]
  (ocupado | ocupada | liado | liada | atareado | atareada) [{_NOW}]
[estoy | estamos | ando | voy | sigo] (en una reunión | en reunión | en una junta | en una llamada | al teléfono |
  hablando por teléfono | manejando | conduciendo | comiendo | cenando | almorzando | desayunando | cocinando |
  trabajando | en el trabajo | en clase | en la ducha | en el baño | en la calle | fuera | de camino | con gente | con
  alguien | en plena reunión | a mitad de algo | al volante | en el coche | en el carro | en el metro | en el médico)
  [{_NOW}]
[yo] {_NOW} no (puedo | puede ser | es buen momento | tengo tiempo | me viene bien | quiero) [hablar | atenderte]
no (puedo | podemos) [hablar | atenderte | contestar | hacerlo] [{_NOW}] | no tengo tiempo [{_NOW}] | sin tiempo
  [{_NOW}] | no me viene bien [{_NOW}] | yo te llamo [{_SOON.strip()}] | te llamo yo [{_SOON.strip()}]
""")
LATER_BARE = spoken_lines(f"""
[mejor | quizás | quizá | un poco | ya] {_SOON.strip()} [por favor | gracias | mejor]
(ahora | ahorita | ahora mismo | en este momento) no [por favor | gracias | perdón]
[espera | dame] un (ratito | rato) [por favor]
""")
"""Putting off, with a question asked: an answer to "did you?", a wish to be called again otherwise."""

LATER_PRESENCE = spoken_lines("""
(hoy | esta noche | esta vez) no | mañana | dame (un minuto | un momento | un rato | un ratito | unos minutos | un
  segundo | tiempo) | un (momento | momentito | minuto | minutito | segundo | segundito) [por favor] | espera [un
  momento | un poco | un segundo]
(estaba | estoy) (durmiendo | en la cama | dormido | dormida | cansado | cansada | agotado | agotada) | déjame
  dormir | ocupado | ocupada | tengo sueño
""")
LATER_WITH_TIME = spoken_lines("""
[mejor | por favor | puedes | podrías | me puedes] (llámame | llama | llamarme | me llamas | me marcas | márcame |
  vuelve a llamar | vuelve a llamarme | vuélveme a llamar | llámame otra vez | llámame de nuevo | inténtalo | hablamos
  | háblame | recuérdamelo | avísame) [mejor | otra vez | de nuevo]
(dame | deme | danos | déjame | necesito | quiero | espera | espérame | aplázalo | pospón | posponlo | pospónlo |
  aplaza | mejor | luego | más tarde | retrásalo | retrasa) [unos | otros]
[estoy | ando] [muy] (ocupado | ocupada | liado | liada) | ahora no [puedo] | mal momento | no puedo [ahora]
""")
"""What may stand before `en diez minutos`."""

NOTHING_TO_PROMISE = spoken_lines("""
(no | nada | ninguna | ninguno | nada hoy | hoy nada | nada por hoy | nada de momento | por ahora nada | nada
  especial | nada en especial | nada en particular | no tengo nada | no tengo ninguna | no tengo ninguno | no se me
  ocurre nada | nada de nada | sin promesas | ninguna promesa | hoy no | esta vez no | esta vez nada | no gracias |
  nada gracias | no prometo nada | no quiero prometer nada | no hay nada | nada para mañana | mañana nada) [hoy | para
  hoy | para mañana | por ahora]
""")

THINK = spoken_lines("""
[espera | a ver | pues | bueno] (déjame | deja | déjeme | deja que | me dejas) (pensar | pensarlo | pienso | piense
  | lo piense | ver | recordar | que piense | que lo piense | que recuerde | que haga memoria | hacer memoria) [un
  poco | un momento | un segundo | un minuto]
[espera | a ver] (dame | deme | me das | necesito) (un | una | unos) (segundo | segundito | momento | momentito |
  minuto | minutito | instante | segundos | momentos) [para pensar | para pensarlo | que lo piense | que piense | por
  favor]
[espera | espérame | aguanta | aguarda] un (segundo | segundito | momento | momentito | instante) [por favor]
(espera | espérame | aguanta | aguarda) un (minuto | minutito | poco) [por favor]
(espera | espérate | espérame | aguanta | aguarda) [tantito | tantico | poquito] | un (segundín | momentín |
  ratín) | (estoy | lo estoy) (pensando | pensándolo) | tengo que (pensar
  | pensarlo) | [espera | espérate | a ver] [que] (lo pienso | pienso | piense | me acuerde | haga memoria) [un
  momento | un segundo | un poco]
""")

PRESENT_HEARD = spoken_lines("""
sí [aquí estoy | soy yo | dime | hola | diga | te escucho | estoy aquí | claro]
hola
soy yo
aquí estoy
dime
diga
bueno
te escucho
presente
""")
PRESENT = spoken_lines("""
sí | ok | claro | vale | bueno | por supuesto | dale | aló | ajá | así es | el mismo | la misma | yo mismo | yo
  misma | correcto
hola [hola | qué tal | buenas | qué hay | cómo estás] | buenas [tardes | noches] | buenos días | muy buenas | buen
  día | qué tal | qué onda | qué hubo | quiubo | qué pasa | qué hay
[sí] (aquí | acá) (estoy | sigo | ando | me tienes) | [sí] estoy [por] (aquí | acá | listo | lista | despierto |
  despierta | en casa | libre | escuchando | disponible | bien) | presente | (aquí | acá) | a la orden | a sus órdenes
  | para servirle
[sí] soy yo | [con] (él | ella) habla | al habla | al aparato | yo soy
(dime | dígame | diga | cuéntame | cuenta | háblame | habla | te escucho | te oigo | escucho | soy todo oídos |
  adelante | pregunta | pregúntame | mande | venga | vamos | empecemos | empieza | podemos empezar | empezamos)
(puedes | podemos) (hablar | empezar | seguir) | tengo (tiempo | un momento | un rato | un minuto) | (listo | lista)
no estoy (ocupado | ocupada | dormido | dormida | durmiendo)
""")

NOT_ME_HEARD = spoken_lines("""
no soy yo
se equivoca
te equivocas
número equivocado
""")
NOT_ME = spoken_lines("""
no soy (yo | él | ella | esa persona | la persona | esa | ese) | yo no soy | (te | se) (equivocas | equivoca | has
  equivocado | ha equivocado | equivocaste | equivocó) [de (persona | número | casa)] | (número | persona) (equivocado
  | equivocada)
te (has confundido | confundes | confundiste) | (aquí | acá) no (vive | hay) (nadie | ningún | ninguna) [con ese
  nombre | así]
no hay nadie (con ese nombre | aquí | que se llame así | llamado así) | no (conozco | conocemos) a (nadie | ningún |
  ninguna) [con ese nombre]
soy [yo] [su | el | la | un | una | otra | otro] (mujer | marido | esposo | esposa | pareja | novio | novia | madre
  | padre | mamá | papá | hijo | hija | hermano | hermana | amigo | amiga | compañero | compañera | vecino | vecina |
  abuelo | abuela | tío | tía | primo | prima | niñera | canguro | persona | colega | suegro | suegra)
(habla | le habla | te habla) (su | el | la) (mujer | marido | esposo | esposa | pareja | novio | novia | madre |
  padre | mamá | papá | hijo | hija | hermano | hermana | amigo | amiga | compañero | compañera)
es otra persona | soy otra persona | quién es ese | quién es esa
""")

OUT_HEARD = spoken_lines("""
no está [en casa | aquí]
ha salido
está fuera
está durmiendo
salió
""")
_PLACES = """
(fuera | afuera | durmiendo | dormido | dormida | acostado | acostada | en el trabajo | trabajando | en la ducha |
  en el baño | duchándose | bañándose | en una reunión | en una junta | en reunión | de viaje | de vacaciones | en
  clase | en el colegio | en el gimnasio | en la oficina | de compras | arriba | abajo | ocupado | ocupada | hablando
  por teléfono | en la calle | en la cama | en el hospital | conduciendo | manejando | en el médico | cenando |
  comiendo | con el perro | paseando)
"""
OUT = spoken_lines(f"""
[él | ella | ahora | hoy | todavía | ya | ahorita | aún | en este momento] no (está | se encuentra | ha llegado | ha
  vuelto | llegó | volvió | regresa | vuelve | puede ponerse | puede atender | puede contestar | puede hablar | anda |
  viene) [aquí | acá | en casa | ahora | por aquí | hoy | disponible | todavía | en este momento | aún | ahorita]
[él | ella] [ya | todavía | ahora | ahorita | aún | creo que | justo] (está | sigue | anda | se encuentra)
  {_PLACES.strip()}
[él | ella] [ya | acaba de | se acaba de | justo | hoy] (salió | ha salido | se fue | se ha ido | se marchó | se ha
  marchado | salir | irse | marcharse | ir | se acostó | bajó | subió) [a (trabajar | comprar | correr | la calle |
  dormir | pasear)]
(llega | vuelve | regresa | viene | volverá | llegará) (luego | más tarde | a las | después | mañana | en un rato |
  por la noche | por la tarde | esta noche)
aquí no (está | hay nadie) | no hay nadie [en casa | aquí]
""")
"""Said about somebody else: the person's own forms (`estoy`, `salgo`) are others."""
