use keisan::graph;
use keisan_bad_graphs::HIDDEN;

graph! {
    /// What comes behind the hidden layer of the crate's graph.
    pub graph Head<const B: usize> {
        input h: [B, HIDDEN];
        param w: [32, 10] = he_normal;
        output probs = softmax(h @ w);
    }
}

fn main() {}
