use keisan::graph;

graph! {
    pub graph G<const batch: usize> {
        input x: [batch, 4];
        output h = relu(x);
    }
}

fn main() {}
