"""The rules of the detector: what was seen over time goes in, a lead or nothing comes out.

Pure: no clock, no pixels, no numpy. Boxes and polygons are in parts of the picture, 0 to 1. The
way of a look:

    (sighting,) = sightings_of([seen])  # detector.sightings, where pixels become numbers
    hits = first_hits(sighting, setting, history)  # detector.rules.leads
    history = history.after(sighting, setting)  # detector.rules.history
    plan = plan_of(hits)  # detector.rules.table; None: nothing to look at again
    burst = sightings_of(looks)  # all looks of the burst at once, the one that hit may be first
    lead = lead_of(code, burst, setting, history)  # for each of hits; None nearly always
    history = history.led(code, lead.moment)  # or, without a lead,
    history = history.came_to_nothing(code, moment)  # both keep the next burst waiting
"""
