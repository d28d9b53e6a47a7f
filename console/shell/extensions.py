"""Flask's extensions as the console uses them; bound to the application in `app`."""

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_wtf import CSRFProtect

from console.shell.languages import Texts

babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address)
login = LoginManager()
words = Texts()
