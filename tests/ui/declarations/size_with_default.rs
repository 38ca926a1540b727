use keisan::graph;

graph! {
    pub graph G<const B: usize = 1> {
        input x: [B, 4];
        output h = relu(x);
    }
}

fn main() {}
