"""Makes the models we ship from folders of labelled pictures; nothing here is needed to run one."""
