use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn swish(v) { v * sigmoid(v) }
        input x: [B, 32];
        layer l1 = swish;
        output y = l1(x);
    }
}

fn main() {}
