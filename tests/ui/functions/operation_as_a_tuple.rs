use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        let (a, b) = relu(x);
        output y = a + b;
    }
}

fn main() {}
