use keisan::graph;

graph! {
    graph G<const B: usize> {
        input y: [B, 10];
        param table: [10, 4] = he_normal;
        output h = embedding(table, y);
    }
}

fn main() {}
