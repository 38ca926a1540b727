// One error, though the call expects what is declared.
use keisan::graph;

graph! {
    graph G<const B: usize> {
        fn halves(v) -> ([_, 4], [_, 4]) { v / 2 }
        input x: [B, 4];
        let (a, b) = halves(x);
        output y = a + b;
    }
}

fn main() {}
