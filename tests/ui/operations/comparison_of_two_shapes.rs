use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        input y: [B, 5];
        output h = x > y;
    }
}

fn main() {}
