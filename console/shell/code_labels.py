"""Codes of the database as words people read. `lazy_gettext` is resolved in the page's language."""

from flask_babel import lazy_gettext as _l

from ivr.storage.call_ends import End
from kb.contract import DISTRESS, EMERGENCY
from models.member import CardState
from models.question import Level
from models.staff import CaseState, Role

ROLES = {
    Role.OPERATOR: _l("接线员"),
    Role.EDITOR: _l("知识编辑"),
    Role.ADMIN: _l("管理员"),
}
OUTCOMES = {
    "completed": _l("说完结束"),
    "hung_up": _l("来电人挂断"),
    "handed_off": _l("已转人工"),
    "message_left": _l("已留言"),
}
ENDS = {
    End.ANSWERED: _l("听到了答案"),
    End.NOTICE: _l("报案登记好了"),
    End.PERSON: _l("人工接听了"),
    End.MESSAGE: _l("人工没接通，留了言"),
    End.PROMISED: _l("人工没接通，答应回电"),
    End.NOTICE_BROKEN: _l("报案没说完"),
    End.MISUNDERSTOOD: _l("一句也没听懂"),
    End.LEFT: _l("没等到答案就挂了"),
    End.NOTHING: _l("没问就挂了"),
    End.ACTIVE: _l("通话中"),
}
END_MEANS = {
    End.ANSWERED: _l("热线说出了答案，或者查到了会员卡"),
    End.NOTICE: _l("事故报案一项一项说到了“登记好了”"),
    End.PERSON: _l("转接以后有人接了"),
    End.MESSAGE: _l("要找人，没人接，留了口信"),
    End.PROMISED: _l("要找人，没人接，热线答应了回电"),
    End.NOTICE_BROKEN: _l("报案说到一半挂断了"),
    End.MISUNDERSTOOD: _l("说了话，热线一句也没听懂"),
    End.LEFT: _l("有听懂的，但没听到答案就挂了"),
    End.NOTHING: _l("什么都没问就挂了"),
    End.ACTIVE: _l("还在说"),
}
END_COLOURS = {
    End.ANSWERED: "good",
    End.NOTICE: "good",
    End.PERSON: "live",
    End.MESSAGE: "warn",
    End.PROMISED: "warn",
    End.NOTICE_BROKEN: "bad",
    End.MISUNDERSTOOD: "bad",
    End.ACTIVE: "live",
}
DOORS = {"twilio": "Twilio", "sip": _l("SIP 中继"), "browser": _l("网页电话"), "text": _l("文字")}
CALL_STATES = {"active": _l("通话中"), "ended": _l("已结束")}
DECISIONS = {
    "answer": _l("直接回答"),
    "confirm": _l("先确认"),
    "choose": _l("请来电人选"),
    "reject": _l("没听懂"),
}
LEVELS = {
    Level.HIGH: _l("80% 以上"),
    Level.MIDDLE: _l("50% 到 80%"),
    Level.LOW: _l("50% 以下或没听懂"),
}
URGENT = {EMERGENCY: _l("眼前有危险"), DISTRESS: _l("情绪危急")}
"""Topics that come before everything else."""
TOPICS = {
    **URGENT,
    "illness.coverage": _l("病种保障"),
    "claim.critical_illness": _l("大病理赔"),
    "claim.accident_disability": _l("意外伤残理赔"),
    "claim.accident_death": _l("意外身故理赔"),
    "claim.illness_death": _l("疾病身故理赔"),
    "benefit.overview": _l("保障内容"),
    "benefit.stacking": _l("和互助保障同时享受"),
    "card.about": _l("会员服务卡"),
    "card.uniqueness": _l("一人一卡"),
    "card.transfer": _l("换单位"),
    "card.reissue": _l("补卡"),
    "card.activate": _l("激活"),
    "card.bank": _l("银行功能"),
    "card.number": _l("会员编号"),
    "service.free": _l("免费服务"),
    "service.centers": _l("服务中心"),
    "service.discount": _l("优惠"),
    "wechat.bind": _l("微信绑定"),
    "member.status": _l("查会员卡"),
    "accident.report": _l("事故报案"),
    "operator": _l("找人工"),
    "none": _l("没听懂"),
}
"""Topics calls are filtered by; moving about in the menu does not count."""
CASES = {
    CaseState.NEW: _l("未处理"),
    CaseState.CALLED_BACK: _l("已回电"),
    CaseState.FORWARDED: _l("已报送职保会"),
    CaseState.CLOSED: _l("已办结"),
}
NOTICE_FIELDS = {
    "reporter": _l("报案人"),
    "phone": _l("联系电话"),
    "member_number": _l("会员编号"),
    "person": _l("出事的人"),
    "accident_date": _l("出事日期"),
    "place": _l("地点"),
    "outcome": _l("伤亡情况"),
    "hospital": _l("医院"),
    "story": _l("经过"),
    "remarks": _l("还说过"),
}
LIMITED = {
    "over": _l("待报送，已过期"),
    "nearly_over": _l("待报送，3 天内到期"),
    "in_time": _l("待报送，未到期"),
    "incomplete": _l("待报送，没说完"),
}
MESSAGES = {
    "queued": _l("等着发"),
    "sending": _l("正在发"),
    "sent": _l("已发出"),
    "failed": _l("没发出去"),
    "unknown": _l("不知道有没有发出"),
}
CALLBACKS = {"new": _l("未回电"), "done": _l("已回电")}
CALLBACK_REASONS = {
    **URGENT,
    "asked": _l("说要找人工"),
    "key": _l("按键找人工"),
    "silence": _l("没有出声"),
    "misheard": _l("没听懂"),
    "not_ours": _l("不归热线管"),
    "denied": _l("给的都不是要问的"),
    "english": _l("说英语"),
    "wrong_key": _l("按错键"),
    "no answer": _l("热线没有答案"),
    "not identified": _l("身份没核对上"),
    "records away": _l("会员资料查不了"),
    "notice incomplete": _l("报案没说完"),
    "crowded": _l("线路忙"),
}
"""Why a call-back was promised; whatever else is asked without success has no words here."""
ACCIDENT_OUTCOMES = {"injured": _l("受伤"), "deceased": _l("身故")}
CARDS = {
    CardState.VALID: _l("有效"),
    CardState.LOST: _l("挂失"),
    CardState.CANCELLED: _l("注销"),
    CardState.MOVED: _l("转移"),
    CardState.EXPIRED: _l("过期"),
}
SOFTPHONE = "softphone"
"""What calls from the console's own telephone have dialled."""
NOBODY = {"(content files)": _l("内容文件"), "(command line)": _l("命令行")}
"""Who made an edition where nobody was signed in."""
SETTINGS = {
    "operators": _l("接线电话"),
    "operator_seconds": _l("接线电话响多久"),
    "console_idle_minutes": _l("不用多久就退出"),
    "console_hours": _l("一次登录最长多久"),
    "second_approver": _l("发布要另一个人"),
}
"""What an office may change in the browser."""
SETTING_VALUES = {"on": _l("开"), "off": _l("关"), "-": _l("没有")}
ACTIONS = {
    "sign in": _l("登录"),
    "sign in refused": _l("登录被拒"),
    "sign out": _l("退出"),
    "password changed": _l("修改密码"),
    "authenticator set up": _l("绑定验证器"),
    "user added": _l("新增用户"),
    "user locked": _l("锁定用户"),
    "user unlocked": _l("解锁用户"),
    "user reset": _l("重置用户"),
    "call opened": _l("查看来电"),
    "calls searched": _l("搜索来电"),
    "everything searched": _l("查找来电、报案、会员"),
    "calls exported": _l("导出来电"),
    "recording played": _l("播放录音"),
    "notice opened": _l("查看报案"),
    "notice printed": _l("打印报案"),
    "notice state": _l("报案状态"),
    "notice assigned": _l("报案分派"),
    "notice note": _l("报案备注"),
    "notice corrected": _l("更正报案"),
    "notice call-back": _l("报案回电"),
    "urgent call taken up": _l("处理紧急来电"),
    "callback rung": _l("拨打回电"),
    "callback claimed": _l("认领回电"),
    "callback released": _l("放回回电"),
    "callback missed": _l("回电没打通"),
    "contact opened": _l("查看一个人的全部"),
    "notices searched": _l("搜索报案"),
    "notices exported": _l("导出报案"),
    "notice reference": _l("报案对方编号"),
    "search saved": _l("保存筛选"),
    "user changed": _l("修改用户"),
    "setting changed": _l("改设置"),
    "setting given up": _l("设置恢复默认"),
    "question flagged": _l("请编辑看问题"),
    "question brought back": _l("恢复已忽略的问题"),
    "callback reopened": _l("撤销已回电"),
    "callback settled": _l("记为已回电"),
    "member looked up": _l("查询会员"),
    "members checked": _l("会员文件预检"),
    "members imported": _l("导入会员"),
    "softphone call": _l("网页电话"),
    "question made alias": _l("问题加为问法"),
    "questions ignored": _l("忽略问题"),
    "questions entry": _l("为问题新建条目"),
    "turn corrected": _l("纠正识别"),
    "correction undone": _l("撤销纠正"),
    "knowledge drafted": _l("写草稿"),
    "knowledge submitted": _l("送审"),
    "knowledge withdrawn": _l("退回草稿"),
    "knowledge discarded": _l("放弃草稿"),
    "knowledge end proposed": _l("建议停用"),
    "knowledge version taken up": _l("恢复旧版本"),
    "knowledge tried": _l("试运行"),
    "knowledge published": _l("发布知识"),
    "knowledge restored": _l("恢复旧版知识"),
    "knowledge imported": _l("导入知识"),
    "knowledge file read": _l("读入知识文件"),
    "knowledge exported": _l("导出知识"),
}
OF_CALLS = frozenset(
    {
        "call opened",
        "recording played",
        "urgent call taken up",
        "callback rung",
        "callback claimed",
        "callback released",
        "callback missed",
        "callback reopened",
        "callback settled",
        "turn corrected",
        "correction undone",
        "contact opened",
        "question flagged",
        "softphone call",
    }
)
"""Actions whose subject is a call's id, or begins with one, where it is no notice's reference."""
TOLD = {
    **SETTINGS,
    "words": _l("几个字"),
    "refused": _l("没有通过"),
    "found": _l("找到了"),
    "not found": _l("没有找到"),
    "several found": _l("不止一位"),
    "simulated": _l("模拟"),
    "calls": _l("来电"),
    "notices": _l("事故报案"),
    "unknown name": _l("没有这个用户名"),
    "locked": _l("账号锁着"),
    "wrong password": _l("密码不对"),
    "wrong password, locked": _l("密码不对，账号锁了"),
    "wrong code": _l("验证码不对"),
    "wrong code, locked": _l("验证码不对，账号锁了"),
    "through Twilio": _l("已拨出"),
    "new": _l("新建"),
    "(command line)": _l("命令行"),
}
"""What the log of actions says beside an action."""
