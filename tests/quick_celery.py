"""The project's Celery application with a hurried timetable: everything periodic comes every second."""

from config.celery import app

for entry in app.conf.beat_schedule.values():
    entry["schedule"] = 1.0
app.conf.beat_max_loop_interval = 1
