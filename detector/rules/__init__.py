"""The rules of the detector: what was seen over time goes in, a lead or nothing comes out.

Pure: no clock, no pixels, no numpy. Boxes and polygons are in parts of the picture, 0 to 1. The
way of a look:

    (sighting,) = sightings_of([Seen(moment, image, scene)])   # detector.sightings, no pure part
    hits = first_hits(sighting, setting, history)              # detector.rules.leads
    history = history.after(sighting, setting)                 # detector.rules.history
    plan = plan_of(hits)                                       # detector.rules.table; None: no burst
    burst = sightings_of([...])                                # all looks of the burst at once
    lead = lead_of(code, burst, setting, history)              # for each of hits; None nearly always
    history = history.led(lead.code, lead.moment)              # quiet for the repeat interval
"""
