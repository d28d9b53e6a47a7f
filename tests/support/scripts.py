"""Whole calls as words of the caller (see `world.act_of`), one for every service."""

NUMBER, BORN = "/7921742180", "/19750812"

NOTICE = [
    "我要报事故",
    "我姓王，是同事",
    NUMBER,
    "/1",
    "/20261122",
    "/1",
    "在车间里",
    "从梯子上摔下来了",
    "/1",
    "瑞金医院",
    "/1",
]
"""Up to the gist."""
FAREWELL = ["/2", "/2", "再见"]
"""Neither the reference number again nor the telephone of the society."""

SCRIPTS = {
    "question-and-message": ["糖尿病赔不赔", "/2", "/1", "再见"],
    "claim-deadline": ["/2", "/1", "/3", "/2", "/2", "/20261105", "再见"],
    "member": ["查一下我的卡", NUMBER, "/1", BORN, "再见"],
    "not-identified": [
        "/3",
        *["/1234567890", "/1", BORN, BORN],
        "/1234567890",
        "/1",
        BORN,
        "!",
        "/1",
        "请回电",
    ],
    "notice": [*NOTICE, "/1", *FAREWELL],
    "notice-corrected": [*NOTICE, "/2", "/1", "/20261120", "/1", "/1", *FAREWELL],
    "notice-by-name": [
        "/4",
        "我姓李",
        "/1",
        "张三，机床厂",
        "/20261001",
        "/1",
        "马路上",
        "-",
        "被车撞了",
        "/2",
        "没有",
        "/2",
        "/13900005678",
        "/1",
        "/1",
        *FAREWELL,
    ],
    "no-recording": ["我要报事故", "我姓王", "不要录音", *NOTICE[2:], "/1", *FAREWELL],
    "two-notices": [*NOTICE, "/1", *FAREWELL[:2], *NOTICE, "/1", *FAREWELL],
    "person": ["转人工", "!", "不要录音", "/1", "请回电"],
}
