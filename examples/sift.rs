use komainu::secrets::*;
fn main() {
    let p = std::env::args().nth(1).unwrap();
    let mut c = std::collections::BTreeMap::new();
    let mut n = 0;
    let rows: Vec<serde_json::Value> =
        std::fs::read_to_string(p).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    for r in &rows {
        if r["looks_alike"] == true {
            continue;
        }
        n += 1;
        let s = sift(r["text"].as_str().unwrap());
        let s = format!("{:?}", s);
        if s == "Signals(32)" && std::env::args().len() > 2 {
            println!("{}", r["text"])
        }
        *c.entry(s).or_insert(0) += 1;
    }
    println!("{n} {c:#?}");
    let texts: Vec<String> = rows
        .iter()
        .filter(|r| r["looks_alike"] != true && r["lang"] == "en")
        .map(|r| r["text"].as_str().unwrap().to_string())
        .collect();
    let ja: Vec<String> = rows
        .iter()
        .filter(|r| r["looks_alike"] != true && r["lang"] == "ja")
        .map(|r| r["text"].as_str().unwrap().to_string())
        .collect();
    for t in [&texts, &ja] {
        let bytes: usize = t.iter().map(|t| t.len()).sum();
        let st = std::time::Instant::now();
        let mut k = 0;
        for _ in 0..100 {
            for t in t {
                if !scan(&[Part { origin: komainu::text::Origin::Content, text: t }], Setting::default())
                    .is_empty()
                {
                    k += 1
                }
            }
        }
        let e = st.elapsed();
        println!(
            "{} MB/s {:?}/170B {k}",
            bytes as f64 * 100. / e.as_secs_f64() / 1e6,
            e.as_secs_f64() * 1e9 / (bytes as f64 * 100.) * 170.
        );
    }

    let words: Vec<&str> = include_str!("../src/secrets/lists/bip39-en.txt").lines().collect();
    let ac = aho_corasick::AhoCorasick::builder().ascii_case_insensitive(true).build(&words).unwrap();
    for t in [&texts, &ja] {
        let bytes: usize = t.iter().map(|t| t.len()).sum();
        let st = std::time::Instant::now();
        let mut k = 0;
        for _ in 0..50 {
            for t in t {
                k += ac.find_iter(t.as_str()).count();
            }
        }
        let e = st.elapsed();
        println!(
            "AC {} MB/s {:?}/170B {k}",
            bytes as f64 * 50. / e.as_secs_f64() / 1e6,
            e.as_secs_f64() * 1e9 / (bytes as f64 * 50.) * 170.
        );
        let st = std::time::Instant::now();
        let mut k = 0;
        for _ in 0..50 {
            for t in t {
                k += sift(t).is_empty() as usize;
            }
        }
        let e = st.elapsed();
        println!(
            "sift {} MB/s {:?}/170B {k}",
            bytes as f64 * 50. / e.as_secs_f64() / 1e6,
            e.as_secs_f64() * 1e9 / (bytes as f64 * 50.) * 170.
        );
    }
}
