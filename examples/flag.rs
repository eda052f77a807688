use komainu::secrets::*;
use komainu::text::Origin;
fn main() {
    let p = std::env::args().nth(1).unwrap();
    let (mut n, mut a, mut m, mut k) = (0, 0, 0, 0);
    for l in std::fs::read_to_string(p).unwrap().lines() {
        let r: serde_json::Value = serde_json::from_str(l).unwrap();
        let t = r["text"].as_str().unwrap();
        let like = r["looks_alike"] == true || r.get("why").is_some();
        if like {
            m += 1
        } else {
            n += 1
        }
        let f = scan(&[Part { origin: Origin::Content, text: t }], Setting { help_channel: true });
        if let Some(f) = f.first() {
            if f.verdict > Verdict::None {
                if like {
                    k += 1
                } else {
                    a += 1
                }
                println!("{} {:?} {} {:?} {}", r["id"], f.verdict, f.kind.id, f.reason, &t[f.range.clone()]);
            }
        }
    }
    println!("ordinary {a}/{n} lookalike {k}/{m}");
}
