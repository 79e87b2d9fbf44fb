"""Turns cameras that speak RTSP into HLS and stills; knows nothing of restaurants or the web."""
