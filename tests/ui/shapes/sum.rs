use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        input y: [B, 3];
        output h = x + y;
    }
}

fn main() {}
