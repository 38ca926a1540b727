use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        let mut h = relu(x);
        output h;
    }
}

fn main() {}
