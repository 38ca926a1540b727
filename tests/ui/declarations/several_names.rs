use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x, y: [B, 4];
        output h = x + y;
    }
}

fn main() {}
