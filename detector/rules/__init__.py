"""The rules of the detector: what was seen over time goes in, a lead or nothing comes out.

Pure: no clock, no pixels, no numpy. Boxes and polygons are in parts of the picture, 0 to 1. The
way of a look:

    hits = first_hits(sighting, setting, history)       # detector.rules.hits
    history = history.after(sighting, setting)          # detector.rules.history
    plan = plan_of(hits)                                # how many looks, how far apart
    lead = lead_of(code, burst, setting, history)       # detector.rules.leads; None nearly always
    history = history.led(lead)                         # not again within the repeat interval

`detector.sightings` makes a Sighting of what the models saw.
"""
