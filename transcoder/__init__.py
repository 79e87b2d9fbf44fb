"""Turns cameras that speak RTSP into HLS and stills; knows nothing of restaurants or the web.

Shared values     camera, limits, errors, policy; demand: the directory that callers see
From the camera   source, timeline, nal, lifeline
To the directory  copying, encoding (feeding, ffmpeg), protecting (finding, following, regions,
                  tracks, mosaic), privacy, stills;
                  publication, playlist, storage
To the sampler    loan
One process       worker (stream, protocol, libc)
Above them all    supervisor: watching and looking share a board of posts;
                  crew and link hold the workers, stamps say what is asked for,
                  budget and backoff say what may be tried
Beside            simulator: cameras for demo, tests and benches; logs
"""
