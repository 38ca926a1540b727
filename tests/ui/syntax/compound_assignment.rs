use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        let h = relu(x);
        h += 1;
        output h;
    }
}

fn main() {}
