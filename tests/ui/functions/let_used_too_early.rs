use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn swish(v) {
            let a = b * 2;
            let b = sigmoid(v);
            a + b
        }
        input x: [B, 4];
        output y = swish(x);
    }
}

fn main() {}
