use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        let h = relu(x);
        output h = tanh(h);
    }
}

fn main() {}
