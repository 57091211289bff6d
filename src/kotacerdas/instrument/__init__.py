"""An evaluation year as data: `model` says what an instrument's file may hold, `load` reads one."""
