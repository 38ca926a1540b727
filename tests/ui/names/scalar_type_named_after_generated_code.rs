use keisan::graph;

graph! {
    pub graph G<Row, const B: usize> {
        input x: [B, 4];
        output h = relu(x);
    }
}

fn main() {}
