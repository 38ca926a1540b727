use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        output h = where(x > 0, x, 0);
    }
}

fn main() {}
