/// Given names and surnames to combine at random; any likeness to a person is chance.
enum SyntheticNames {
  /// Given names of men.
  static let men = TextTable([
    "Agustín", "Alonso", "Andrés", "Bastián", "Benjamín", "Camilo", "Carlos", "Claudio",
    "Cristóbal",
    "Damián", "Daniel", "Diego", "Eduardo", "Emilio", "Esteban", "Felipe", "Fernando", "Gabriel",
    "Gonzalo", "Héctor", "Ignacio", "Iván", "Javier", "Joaquín", "José", "Juan", "Lucas", "Manuel",
    "Marcelo", "Martín", "Mateo", "Matías", "Maximiliano", "Nicolás", "Pablo", "Patricio", "Pedro",
    "Rodrigo", "Sebastián", "Simón", "Tomás", "Vicente",
  ])

  /// Given names of women.
  static let women = TextTable([
    "Alejandra", "Amanda", "Andrea", "Antonia", "Bárbara", "Camila", "Carla", "Carolina",
    "Catalina",
    "Claudia", "Constanza", "Daniela", "Elisa", "Emilia", "Fernanda", "Florencia", "Francisca",
    "Gabriela", "Ignacia", "Isabel", "Isidora", "Javiera", "Josefa", "Julieta", "Laura", "Lorena",
    "Magdalena", "María", "Martina", "Matilde", "Millaray", "Natalia", "Paula", "Paz", "Rocío",
    "Rosa", "Sofía", "Trinidad", "Valentina", "Valeria", "Victoria", "Ximena",
  ])

  /// Surnames.
  static let surnames = TextTable([
    "Aguilera", "Alarcón", "Araya", "Arancibia", "Bravo", "Bustos", "Cáceres", "Campos", "Carrasco",
    "Castillo", "Castro", "Catrileo", "Cerda", "Contreras", "Cortés", "Díaz", "Espinoza", "Farías",
    "Fernández", "Figueroa", "Flores", "Fuentes", "Gallardo", "Garrido", "Gómez", "González",
    "Gutiérrez", "Henríquez", "Hernández", "Herrera", "Huenchumil", "Jara", "Lagos", "Leiva",
    "López", "Martínez", "Medina", "Molina", "Morales", "Moreno", "Muñoz", "Navarro", "Núñez",
    "Olivares", "Orellana", "Ortiz", "Paredes", "Parra", "Peña", "Pizarro", "Quispe", "Ramírez",
    "Reyes", "Riquelme", "Rivera", "Rodríguez", "Rojas", "Romero", "Saavedra", "Salazar",
    "Sandoval",
    "Sepúlveda", "Silva", "Soto", "Tapia", "Torres", "Valdés", "Valenzuela", "Vargas", "Vásquez",
    "Vega", "Vera", "Vergara", "Villalobos", "Yáñez", "Zapata", "Zúñiga",
  ])
}
