use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        let h = relu(y) + y;
        output g = h - y;
    }
}

fn main() {}
