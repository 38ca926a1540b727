use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x;
        output h = relu(x);
    }
}

fn main() {}
